//! The base URL: a request that carries an API key goes where the caller said, or nowhere.

use payseal::{BaseUrl, Error};

fn refusal(text: &str) -> Error {
    match BaseUrl::parse(text, false) {
        Ok(url) => panic!("{text:?} was accepted as {url:?}"),
        Err(error) => error,
    }
}

#[test]
fn https_and_its_parts() {
    for text in [
        "https://api.example.com",
        "https://api.example.com/api/v1",
        "HTTPS://API.EXAMPLE.COM/api/v1",
        "https://api.example.com:8443/api/v1",
        "https://api.example.com:/api",
        "https://192.0.2.7/api",
        "https://[2001:db8::1]:8443/api",
        "https://localhost",
        "https://xn--bcher-kva.example/%C3%BC",
        "https://host.with-dashes.and_underscores.example",
        "https://h/a//b",
    ] {
        assert_eq!(BaseUrl::parse(text, false).unwrap().as_str(), text);
    }
}

#[test]
fn exactly_one_trailing_slash_is_dropped() {
    for (text, joined) in [
        ("https://h/api", "https://h/api/transactions"),
        ("https://h/api/", "https://h/api/transactions"),
        ("https://h/api//", "https://h/api//transactions"),
        ("https://h", "https://h/transactions"),
        ("https://h/", "https://h/transactions"),
        ("https://h//", "https://h//transactions"),
    ] {
        assert_eq!(BaseUrl::parse(text, false).unwrap().join("/transactions"), joined);
    }
}

#[test]
fn plain_http_goes_to_this_machine_only() {
    for host in [
        "localhost",
        "LOCALHOST",
        "LocalHost",
        "127.0.0.1",
        "127.1.2.3",
        "127.255.255.255",
        "[::1]",
        "[0:0:0:0:0:0:0:1]",
    ] {
        for rest in ["", ":4390", "/api/v1", ":4390/api/v1/"] {
            let text = format!("http://{host}{rest}");
            assert!(BaseUrl::parse(&text, false).unwrap().is_loopback(), "{text}");
        }
    }
    for host in [
        "api.example.com",
        "127.0.0.1.evil.com",
        "localhost.evil.com",
        "evil-localhost",
        "localhost.",
        "notlocalhost",
        "128.0.0.1",
        "10.0.0.1",
        "192.168.1.1",
        "0.0.0.0",
        "127.1",
        "2130706433",
        "0x7f.0.0.1",
        "0177.0.0.1",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[fe80::1]",
        "[::2]",
    ] {
        let text = format!("http://{host}/api/v1");
        assert_eq!(refusal(&text).code(), Some("BASE_URL_INSECURE"), "{text}");
        let allowed = BaseUrl::parse(&text, true).unwrap();
        assert!(!allowed.is_loopback(), "{text}");
        assert_eq!(allowed.as_str(), text);
    }
}

#[test]
fn what_is_no_base_url_is_refused_by_name() {
    for (text, part) in [
        ("api.example.com", "scheme"),
        ("/api/v1", "scheme"),
        ("//api.example.com", "scheme"),
        ("https:", "scheme"),
        ("https:api.example.com", "scheme"),
        ("https:/api.example.com", "scheme"),
        ("https:\\\\api.example.com", "scheme"),
        ("   ", "scheme"),
        ("ftp://api.example.com", "scheme"),
        ("file:///etc/passwd", "scheme"),
        ("ws://h", "scheme"),
        (" https://api.example.com", "scheme"),
        ("javascript://h/%0aalert(1)", "scheme"),
        ("://h", "scheme"),
        ("https://", "host"),
        ("https:///api", "host"),
        ("https://:443", "host"),
        ("https://h:65536", "port"),
        ("https://h:-1", "port"),
        ("https://h:+1", "port"),
        ("https://h:80a", "port"),
        ("https://h:80:80", "port"),
        ("https://::1", "host"),
        ("https://[::1", "host"),
        ("https://[::1]x", "host"),
        ("https://[nonsense]", "host"),
        ("https://[fe80::1%25eth0]", "host"),
        ("https://%31%32%37.0.0.1", "host"),
        ("https://*.example.com", "host"),
        ("https://h?x=1", "query"),
        ("https://h/api?", "query"),
        ("https://h/api#top", "fragment"),
        ("https://h#@evil.com", "fragment"),
        ("https://h?@evil.com", "query"),
        ("https://user:pass@h", "credentials"),
        ("https://user@h/api", "credentials"),
        ("https://@h", "credentials"),
        ("http://localhost@evil.com", "credentials"),
        ("http://127.0.0.1:80@evil.com", "credentials"),
        ("http://evil.com@localhost", "credentials"),
        ("http://localhost\\@evil.com", "character"),
        ("https://h\\evil.com", "character"),
        ("https://h/a b", "character"),
        ("https://h/\t", "character"),
        ("https://h\t.example.com", "character"),
        ("https://h/\r\nX-Evil: 1", "character"),
        ("https://h/api\n", "character"),
        ("https://h/\0", "character"),
        ("https://h/\u{7f}", "character"),
        ("https://bücher.example", "character"),
        ("https://h/ü", "character"),
        ("https://h\u{3002}example.com", "character"),
        ("https://h\u{ff0f}evil.com", "character"),
        ("https://\u{200b}h", "character"),
        ("https://h/{id}", "character"),
        ("https://h/<a>", "character"),
    ] {
        let error = refusal(text);
        assert_eq!(error.code(), Some("BASE_URL_INVALID"), "{text:?}: {error}");
        assert!(error.message().contains(part), "{text:?}: {error}");
        // Permission for plain http permits nothing else.
        assert_eq!(BaseUrl::parse(text, true).unwrap_err().code(), Some("BASE_URL_INVALID"), "{text:?}");
    }
    assert_eq!(refusal("").code(), Some("BASE_URL_MISSING"));
}

#[test]
fn port_0_is_no_port() {
    for text in ["https://h:0", "http://localhost:0/api", "https://h:00000"] {
        assert!(refusal(text).message().contains("port"), "{text}");
    }
}

#[test]
fn a_refusal_never_repeats_the_url() {
    for text in [
        "https://merchant:hunter2secret@api.example.com",
        "ftp://merchant:hunter2secret@api.example.com",
        "merchant:hunter2secret@api.example.com",
        "https://merchant:hunter2secret@h/ü",
        "https://h/?token=hunter2secret",
        "http://api.example.com/hunter2secret",
        "https://h:hunter2secret",
    ] {
        let error = refusal(text);
        for shown in [error.to_string(), format!("{error:?}")] {
            assert!(!shown.contains("hunter2secret") && !shown.contains("merchant"), "{shown}");
        }
    }
}
