/*
 * HMAC-SHA256 from C, in hex (Clive) and as base64 over `timestamp.body` (Tybrite): libpayseal beside OpenSSL, alternating in one process.
 * Every variant is checked to give the same text first. Prints a row for each; `cargo xtask bench` makes tables of them
 * (tools/xtask/src/bench/row.rs).
 */
#include <payseal.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MOST_ROUNDS = 100, MOST_VARIANTS = 4, LONGEST = 10 << 20 };

static const char SECRET[] = "test_hmac_secret";
static char body[LONGEST];
static size_t body_len;
static int rounds = 15;
static double slice_ns = 15e6;
static payseal_key *key;
static HMAC_CTX *context;

static void to_hex(const unsigned char *digest, char *hex) {
    static const char digits[] = "0123456789abcdef";
    int i;
    for (i = 0; i < 32; i++) {
        hex[2 * i] = digits[digest[i] >> 4];
        hex[2 * i + 1] = digits[digest[i] & 15];
    }
    hex[64] = '\0';
}

static void one_shot(char (*hex)[PAYSEAL_HEX_SIZE]) {
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned length;
    HMAC(EVP_sha256(), SECRET, (int)strlen(SECRET), (const unsigned char *)body, body_len, digest, &length);
    to_hex(digest, *hex);
}

/* The fastest that OpenSSL offers: the same key again costs no key schedule. */
static void re_initialised(char (*hex)[PAYSEAL_HEX_SIZE]) {
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned length;
    HMAC_Init_ex(context, NULL, 0, NULL, NULL);
    HMAC_Update(context, (const unsigned char *)body, body_len);
    HMAC_Final(context, digest, &length);
    to_hex(digest, *hex);
}

static void ours(char (*hex)[PAYSEAL_HEX_SIZE]) {
    payseal_str text;
    text.ptr = body;
    text.len = body_len;
    if (payseal_key_sign_hex(key, text, hex, NULL) != PAYSEAL_OK) abort();
}

/* Tybrite's request signature. The timestamp is text and part of what is signed. */
enum { TIMESTAMP = 1771526500 };

static void base64(const unsigned char *digest, char *text) { EVP_EncodeBlock((unsigned char *)text, digest, 32); }

static void stamped_one_shot(char (*text)[PAYSEAL_HEX_SIZE]) {
    char message[32 + 150];
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned length;
    int stamp = sprintf(message, "%d.", TIMESTAMP);
    memcpy(message + stamp, body, body_len);
    HMAC(EVP_sha256(), SECRET, (int)strlen(SECRET), (const unsigned char *)message, (size_t)stamp + body_len, digest, &length);
    base64(digest, *text);
}

static void stamped_re_initialised(char (*text)[PAYSEAL_HEX_SIZE]) {
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned length;
    char stamp[32];
    int stamp_len = sprintf(stamp, "%d.", TIMESTAMP);
    HMAC_Init_ex(context, NULL, 0, NULL, NULL);
    HMAC_Update(context, (const unsigned char *)stamp, (size_t)stamp_len);
    HMAC_Update(context, (const unsigned char *)body, body_len);
    HMAC_Final(context, digest, &length);
    base64(digest, *text);
}

static void stamped_ours(char (*text)[PAYSEAL_HEX_SIZE]) {
    payseal_str message;
    char signature[PAYSEAL_BASE64_SIZE];
    message.ptr = body;
    message.len = body_len;
    if (payseal_key_sign_base64_timestamped(key, TIMESTAMP, message, &signature, NULL) != PAYSEAL_OK) abort();
    memcpy(*text, signature, sizeof signature);
}

typedef void sign_of(char (*)[PAYSEAL_HEX_SIZE]);

/* One way of doing it. `goal`: how many times as fast ours must be; 0 for none. */
struct variant {
    const char *name;
    sign_of *sign;
    double goal;
};

/* Nanoseconds of so many calls, by the clock of this thread, which stands still while other processes have the machine. */
static double time_of(sign_of *sign, long calls) {
    struct timespec begun, ended;
    char text[PAYSEAL_HEX_SIZE];
    long i;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &begun);
    for (i = 0; i < calls; i++) {
        body[0] = (char)('a' + i % 16); /* so that no call can be left out */
        sign(&text);
    }
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &ended);
    return (double)(ended.tv_sec - begun.tv_sec) * 1e9 + (double)(ended.tv_nsec - begun.tv_nsec);
}

/* How many calls fill a slice. Also the warm-up. */
static long calls_per_slice(sign_of *sign) {
    long calls = 1;
    for (;;) {
        double took = time_of(sign, calls);
        if (took >= slice_ns / 4) return took > slice_ns * (double)calls ? 1 : (long)((double)calls * slice_ns / took) + 1;
        calls *= 2;
    }
}

/* Ours first. */
static void measure(const char *group, const char *name, const struct variant *variants, int count, size_t length) {
    static double ns[MOST_VARIANTS][MOST_ROUNDS];
    long calls[MOST_VARIANTS];
    int round, turn, i;
    body_len = length;
    memset(body, 'a', sizeof body);
    for (i = 0; i < count; i++) calls[i] = calls_per_slice(variants[i].sign);
    for (round = 0; round < rounds; round++) {
        for (turn = 0; turn < count; turn++) {
            i = (turn + round) % count;
            ns[i][round] = time_of(variants[i].sign, calls[i]) / (double)calls[i];
        }
    }
    for (i = 0; i < count; i++) {
        printf("{\"group\":\"%s\",\"case\":\"%s\",\"subject\":\"%s\",\"unit\":\"ns\",\"rounds\":[", group, name, variants[i].name);
        for (round = 0; round < rounds; round++) printf("%s%.2f", round == 0 ? "" : ",", ns[i][round]);
        if (variants[i].goal > 0)
            printf("],\"goal\":%.3f}\n", variants[i].goal);
        else
            printf("],\"goal\":null}\n");
        fflush(stdout);
    }
}

/* All variants give the text of the first. */
static void check(const struct variant *variants, int count) {
    char expected[PAYSEAL_HEX_SIZE], got[PAYSEAL_HEX_SIZE];
    int i;
    body_len = 150;
    memset(body, 'a', body_len);
    variants[0].sign(&expected);
    for (i = 1; i < count; i++) {
        variants[i].sign(&got);
        if (strcmp(got, expected) != 0) abort();
    }
}

static double from_env(const char *name, double otherwise) {
    const char *text = getenv(name);
    return text == NULL ? otherwise : atof(text);
}

int main(void) {
    static const struct { const char *name; size_t length; double one_shot, fastest; } SIZES[] = {
        {"0 B", 0, 0, 0},           {"150 B", 150, 5.0, 1.2},   {"1 KiB", 1024, 0, 0},
        {"16 KiB", 16 << 10, 0, 0}, {"1 MiB", 1 << 20, 0, 0}, {"10 MiB", LONGEST, 0, 0},
    };
    /* Timestamped, ours may take at most 1.15 times as long as without. */
    static const struct variant STAMPED[] = {
        {"payseal_key_sign_base64_timestamped", stamped_ours, 0},
        {"OpenSSL HMAC() one-shot", stamped_one_shot, 5.0},
        {"OpenSSL HMAC_CTX re-initialised", stamped_re_initialised, 1.2},
        {"payseal_key_sign_hex, no timestamp", ours, 0.87},
    };
    struct variant hex[] = {
        {"payseal_key_sign_hex", ours, 0},
        {"OpenSSL HMAC() one-shot", one_shot, 0},
        {"OpenSSL HMAC_CTX re-initialised", re_initialised, 0},
    };
    payseal_error *err = NULL;
    size_t i;
    rounds = (int)from_env("PAYSEAL_BENCH_ROUNDS", rounds);
    slice_ns = from_env("PAYSEAL_BENCH_MS", 15) * 1e6;
    if (rounds < 1 || rounds > MOST_ROUNDS) return 2;
    if (payseal_key_new(payseal_str_of(SECRET), &key, &err) != PAYSEAL_OK) return 1;
    context = HMAC_CTX_new();
    if (context == NULL || HMAC_Init_ex(context, SECRET, (int)strlen(SECRET), EVP_sha256(), NULL) != 1) return 1;
    check(hex, 3);
    check(STAMPED, 3);
    for (i = 0; i < sizeof SIZES / sizeof *SIZES; i++) {
        hex[1].goal = SIZES[i].one_shot;
        hex[2].goal = SIZES[i].fastest;
        measure("sign, hex", SIZES[i].name, hex, 3, SIZES[i].length);
    }
    measure("sign timestamp.body, base64", "150 B", STAMPED, 4, 150);
    HMAC_CTX_free(context);
    payseal_key_free(key);
    return 0;
}
