/*
 * HMAC-SHA256 from C, in hex (Clive) and as base64 over `timestamp.body` (Tybrite): libpayseal beside OpenSSL, alternating in one process.
 * Every variant is checked to give the same text first. Not for absolute numbers: those are the machine's.
 */
#include <payseal.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROUNDS = 41, BATCH = 20000 };

static const char SECRET[] = "test_hmac_secret";
static char body[1024];
static size_t body_len;
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
    static char message[32 + sizeof body];
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

static double batch_ns(void (*sign)(char (*)[PAYSEAL_HEX_SIZE])) {
    struct timespec begun, ended;
    char hex[PAYSEAL_HEX_SIZE];
    int i;
    clock_gettime(CLOCK_MONOTONIC, &begun);
    for (i = 0; i < BATCH; i++) {
        body[0] = (char)('a' + i % 16); /* so that no call can be left out */
        sign(&hex);
    }
    clock_gettime(CLOCK_MONOTONIC, &ended);
    return ((double)(ended.tv_sec - begun.tv_sec) * 1e9 + (double)(ended.tv_nsec - begun.tv_nsec)) / BATCH;
}

static int ascending(const void *a, const void *b) {
    double difference = *(const double *)a - *(const double *)b;
    return difference < 0 ? -1 : difference > 0;
}

static double median(double *values) {
    qsort(values, ROUNDS, sizeof *values, ascending);
    return values[ROUNDS / 2];
}

typedef void variant_of(char (*)[PAYSEAL_HEX_SIZE]);

static variant_of *const HEX[3] = {one_shot, re_initialised, ours};
static variant_of *const STAMPED[3] = {stamped_one_shot, stamped_re_initialised, stamped_ours};

/* Gives the median of ours in nanoseconds. */
static double measure(const char *name, variant_of *const variants[3], size_t length, double goal_one_shot, double goal_re_initialised) {
    static double ns[3][ROUNDS];
    char expected[PAYSEAL_HEX_SIZE], got[PAYSEAL_HEX_SIZE];
    double openssl, fastest, payseal;
    int round, variant;
    body_len = length;
    memset(body, 'a', sizeof body);
    variants[0](&expected);
    for (variant = 1; variant < 3; variant++) {
        variants[variant](&got);
        if (strcmp(got, expected) != 0) abort();
    }
    for (round = 0; round < ROUNDS; round++) {
        for (variant = 0; variant < 3; variant++) ns[variant][round] = batch_ns(variants[variant]);
    }
    openssl = median(ns[0]);
    fastest = median(ns[1]);
    payseal = median(ns[2]);
    printf("%zu bytes, median of %d alternating batches of %d\n", length, ROUNDS, BATCH);
    printf("  OpenSSL HMAC() one-shot            %8.1f ns\n", openssl);
    printf("  OpenSSL HMAC_CTX re-initialised    %8.1f ns\n", fastest);
    printf("  %-34s %8.1f ns\n", name, payseal);
    printf("  x faster than one-shot             %8.2f", openssl / payseal);
    if (goal_one_shot > 0) printf("   goal >= %.1f: %s", goal_one_shot, openssl / payseal >= goal_one_shot ? "ok" : "MISSED");
    printf("\n  x faster than re-initialised       %8.2f", fastest / payseal);
    if (goal_re_initialised > 0)
        printf("   goal >= %.1f: %s", goal_re_initialised, fastest / payseal >= goal_re_initialised ? "ok" : "MISSED");
    printf("\n");
    return payseal;
}

int main(void) {
    payseal_error *err = NULL;
    double plain, stamped;
    if (payseal_key_new(payseal_str_of(SECRET), &key, &err) != PAYSEAL_OK) return 1;
    context = HMAC_CTX_new();
    if (context == NULL || HMAC_Init_ex(context, SECRET, (int)strlen(SECRET), EVP_sha256(), NULL) != 1) return 1;
    printf("%s, libpayseal %.*s\n", OpenSSL_version(OPENSSL_VERSION), (int)payseal_version().len, payseal_version().ptr);
    plain = measure("payseal_key_sign_hex", HEX, 150, 5.0, 1.2);
    stamped = measure("payseal_key_sign_base64_timestamped", STAMPED, 150, 5.0, 1.2);
    printf("  timestamped / plain                %8.2f   goal <= 1.15: %s\n", stamped / plain, stamped / plain <= 1.15 ? "ok" : "MISSED");
    (void)measure("payseal_key_sign_hex", HEX, 1024, 0, 0);
    HMAC_CTX_free(context);
    payseal_key_free(key);
    return 0;
}
