/* The same checkout over a program's own HTTP, here libcurl: Payseal signs, judges and says when to try again; the program moves bytes. */
#define _POSIX_C_SOURCE 200809L

#include <payseal.h>

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

enum { MAX_HEADERS = 64 };

/* What one attempt was answered. */
struct response {
    char *body;
    size_t body_len;
    char *lines[MAX_HEADERS];
    payseal_str names[MAX_HEADERS], values[MAX_HEADERS];
    size_t headers;
};

static uint64_t mono_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static size_t on_body(char *data, size_t size, size_t count, void *user) {
    struct response *response = user;
    char *grown = realloc(response->body, response->body_len + size * count);
    if (grown == NULL) return 0;
    memcpy(grown + response->body_len, data, size * count);
    response->body = grown;
    response->body_len += size * count;
    return size * count;
}

static size_t on_header(char *line, size_t size, size_t count, void *user) {
    struct response *response = user;
    size_t len = size * count;
    char *colon = memchr(line, ':', len), *copy, *value;
    if (len > 5 && memcmp(line, "HTTP/", 5) == 0) { /* a new head, after a 100 or from a proxy */
        while (response->headers > 0) free(response->lines[--response->headers]);
    }
    if (colon == NULL || response->headers == MAX_HEADERS) return len;
    copy = malloc(len + 1);
    if (copy == NULL) return 0;
    memcpy(copy, line, len);
    while (len > 0 && (copy[len - 1] == '\r' || copy[len - 1] == '\n' || copy[len - 1] == ' ')) len--;
    copy[len] = '\0';
    value = copy + (colon - line) + 1;
    while (*value == ' ') value++;
    response->lines[response->headers] = copy;
    response->names[response->headers].ptr = copy;
    response->names[response->headers].len = (size_t)(colon - line);
    response->values[response->headers++] = payseal_str_of(value);
    return size * count;
}

static void response_free(struct response *response) {
    while (response->headers > 0) free(response->lines[--response->headers]);
    free(response->body);
}

/* The host names the fault; what it means for the money is Payseal's to say. In doubt: OTHER, "it may have been sent". */
static int32_t fault_of(CURLcode code, CURL *curl) {
    long connections = 0;
    curl_easy_getinfo(curl, CURLINFO_NUM_CONNECTS, &connections);
    switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
        return PAYSEAL_FAULT_DNS;
    case CURLE_COULDNT_CONNECT:
        return PAYSEAL_FAULT_CONNECT_REFUSED;
    case CURLE_PEER_FAILED_VERIFICATION:
        return connections > 0 ? PAYSEAL_FAULT_TLS_CERTIFICATE : PAYSEAL_FAULT_OTHER;
    case CURLE_SSL_CONNECT_ERROR:
        return connections > 0 ? PAYSEAL_FAULT_TLS_HANDSHAKE : PAYSEAL_FAULT_OTHER;
    case CURLE_SEND_ERROR:
        return PAYSEAL_FAULT_WRITE_FAILED;
    case CURLE_GOT_NOTHING:
    case CURLE_RECV_ERROR:
        return PAYSEAL_FAULT_RESET;
    case CURLE_OPERATION_TIMEDOUT: {
        /* Before the connection stood, nothing was sent. */
        curl_off_t connected = 0;
        curl_easy_getinfo(curl, CURLINFO_CONNECT_TIME_T, &connected);
        return connected == 0 && connections > 0 ? PAYSEAL_FAULT_CONNECT_TIMEOUT : PAYSEAL_FAULT_READ_TIMEOUT;
    }
    case CURLE_PARTIAL_FILE:
        return PAYSEAL_FAULT_TRUNCATED;
    default:
        return PAYSEAL_FAULT_OTHER;
    }
}

/* One attempt: bytes out, bytes in, unchanged. */
static int32_t send_once(CURL *curl, payseal_call *call, payseal_error **err) {
    struct response response;
    struct curl_slist *headers = NULL;
    payseal_str url = payseal_step_url(call), method = payseal_step_method(call), body = payseal_step_body(call);
    char *url_text = strndup(url.ptr, url.len), *method_text = strndup(method.ptr, method.len);
    long status = 0;
    CURLcode code;
    int32_t reported = PAYSEAL_OK;
    size_t i;
    memset(&response, 0, sizeof response);
    curl_easy_reset(curl);
    for (i = 0; reported == PAYSEAL_OK && i < payseal_step_header_count(call); i++) {
        payseal_str name, value;
        char *line;
        reported = payseal_step_header_at(call, i, &name, &value, err);
        if (reported != PAYSEAL_OK) break;
        line = malloc(name.len + value.len + 3);
        if (line == NULL) abort();
        sprintf(line, "%.*s: %.*s", (int)name.len, name.ptr, (int)value.len, value.ptr);
        headers = curl_slist_append(headers, line);
        free(line);
    }
    headers = curl_slist_append(headers, "Expect:"); /* no 100-continue: the body goes out with the head */
    curl_easy_setopt(curl, CURLOPT_URL, url_text);
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method_text);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L); /* a signed request never follows a redirect */
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)payseal_call_connect_timeout_ms(call));
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)payseal_step_attempt_timeout_ms(call));
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &response);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &response);
    if (body.ptr != NULL) {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.ptr);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body.len);
    }
    if (reported == PAYSEAL_OK) {
        code = curl_easy_perform(curl);
        curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
        if (code == CURLE_OK || (status >= 200 && code == CURLE_PARTIAL_FILE)) {
            payseal_str text;
            text.ptr = response.body;
            text.len = response.body_len;
            reported = payseal_call_on_response(call, (uint16_t)status, response.names, response.values, response.headers, text,
                                                code == CURLE_OK, mono_ms(), (int64_t)time(NULL), err);
        } else {
            fprintf(stderr, "attempt %u: %s\n", (unsigned)payseal_call_attempt(call), curl_easy_strerror(code));
            reported = payseal_call_on_transport_error(call, fault_of(code, curl), mono_ms(), (int64_t)time(NULL), err);
        }
    }
    curl_slist_free_all(headers);
    response_free(&response);
    free(url_text);
    free(method_text);
    return reported;
}

/* Drives a call to its end. Ends with PAYSEAL_OK once it is over, whatever the partner said. */
static int32_t drive(CURL *curl, payseal_call *call, payseal_error **err) {
    for (;;) {
        int32_t status = PAYSEAL_OK;
        switch (payseal_step_kind(call)) {
        case PAYSEAL_STEP_SEND:
            status = send_once(curl, call, err);
            break;
        case PAYSEAL_STEP_WAIT: {
            uint64_t ms = payseal_step_delay_ms(call);
            struct timespec delay;
            delay.tv_sec = (time_t)(ms / 1000);
            delay.tv_nsec = (long)(ms % 1000) * 1000000;
            nanosleep(&delay, NULL);
            status = payseal_call_on_waited(call, mono_ms(), (int64_t)time(NULL), err);
            break;
        }
        default:
            return PAYSEAL_OK;
        }
        if (status != PAYSEAL_OK) return status;
    }
}

static bool entropy(char *bytes, size_t size) {
    FILE *random = fopen("/dev/urandom", "rb");
    bool all = random != NULL && fread(bytes, 1, size, random) == size;
    if (random != NULL) fclose(random);
    return all;
}

static payseal_str env(const char *name) {
    return payseal_str_of(getenv(name));
}

int main(void) {
    const payseal_str order = payseal_str_of("{\"partner_id\":\"ECHEZONA001\",\"client_id\":\"AIRPEACE001\",\"amount\":750.00,"
                                             "\"currency\":\"USD\",\"email\":\"buyer@example.com\","
                                             "\"echezona_reference\":\"EZ12345\",\"statement_descriptor_suffix\":\"AIRPEACE\"}");
    const payseal_str default_key = {NULL, 0};
    payseal_config *config = NULL;
    payseal_intent *intent = NULL;
    payseal_call *call = NULL;
    payseal_answer *answer = NULL;
    payseal_error *err = NULL;
    payseal_bytes record;
    char random[PAYSEAL_ENTROPY_SIZE];
    payseal_str unpredictable;
    CURL *curl;
    int32_t status;

    curl_global_init(CURL_GLOBAL_DEFAULT);
    curl = curl_easy_init();
    if (curl == NULL || !entropy(random, sizeof random)) return 1;
    unpredictable.ptr = random;
    unpredictable.len = sizeof random;
    status = payseal_config_new(payseal_str_of(PAYSEAL_CLIVE), &config, &err);
    if (status == PAYSEAL_OK) status = payseal_config_set_base_url(config, env("CLIVE_API_BASE_URL"), &err);
    if (status == PAYSEAL_OK) status = payseal_config_set_api_key(config, env("CLIVE_API_KEY"), &err);
    if (status == PAYSEAL_OK) status = payseal_config_set_hmac_secret(config, env("CLIVE_HMAC_SECRET"), &err);
    if (status == PAYSEAL_OK)
        status = payseal_intent_from_json(config, payseal_str_of(PAYSEAL_CLIVE_CREATE_CHECKOUT_INTENT), order, default_key, &intent, &err);
    /* Written down before the first send: after a crash only this tells whether a payment exists. */
    if (status == PAYSEAL_OK) status = payseal_intent_record(intent, &record, &err);
    if (status == PAYSEAL_OK) {
        printf("to persist before sending: %.*s\n", (int)record.len, (const char *)record.ptr);
        payseal_bytes_free(record);
        status = payseal_call_new(config, intent, NULL, mono_ms(), (int64_t)time(NULL), unpredictable, &call, &err);
    }
    if (status == PAYSEAL_OK) status = drive(curl, call, &err);
    if (status == PAYSEAL_OK) status = payseal_call_done(call, &answer, &err);
    if (status == PAYSEAL_OK) {
        printf("HTTP %u after %u attempt(s)\n", (unsigned)payseal_answer_http_status(answer), (unsigned)payseal_answer_attempts(answer));
    } else {
        payseal_str text = payseal_error_text(err);
        fprintf(stderr, "%.*s\n", (int)text.len, text.ptr);
    }
    payseal_error_free(err);
    payseal_answer_free(answer);
    payseal_call_free(call);
    payseal_intent_free(intent);
    payseal_config_free(config);
    curl_easy_cleanup(curl);
    curl_global_cleanup();
    return status == PAYSEAL_OK ? 0 : 1;
}
