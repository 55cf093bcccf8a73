/* A webhook endpoint: verifies the raw bytes, processes each event once, and says why a signature does not match.

     webhook clive|tybrite PORT DELIVERIES

   It listens on 127.0.0.1 and ends after so many deliveries. PAYSEAL_WEBHOOK_SECRET is the endpoint's secret; while you rotate,
   PAYSEAL_WEBHOOK_OLD_SECRET is the one before. One connection at a time and HTTP/1.1 as far as a delivery needs it: put a web server in front. */
#define _POSIX_C_SOURCE 200809L
#include <payseal.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 512 * 1024, MOST_HEADERS = 64 };

static payseal_webhook_verifier *verifier = NULL;
static payseal_dedupe *seen = NULL;
static payseal_error *err = NULL;
static const char *partner;

static char message[MOST];

struct delivery {
    payseal_str names[MOST_HEADERS], values[MOST_HEADERS], body;
    size_t count;
};

static void *found(const char *in, size_t len, const char *what) {
    size_t length = strlen(what), at;
    for (at = 0; at + length <= len; at++) {
        if (memcmp(in + at, what, length) == 0) return (void *)(in + at);
    }
    return NULL;
}

/* The head is split in place; the body stays as it came, byte for byte. */
static bool read_delivery(int connection, struct delivery *delivery) {
    size_t len = 0, wanted = 0;
    char *line, *end, *body = NULL;
    while (body == NULL || len < wanted) {
        ssize_t got = len < MOST ? read(connection, message + len, MOST - len) : -1;
        if (got <= 0) return false;
        len += (size_t)got;
        if (body != NULL || (body = (char *)found(message, len, "\r\n\r\n")) == NULL) continue;
        body += 4;
        wanted = (size_t)(body - message);
        delivery->count = 0;
        for (line = (char *)found(message, wanted, "\r\n") + 2; line < body - 2; line = end + 2) {
            char *colon;
            end = (char *)found(line, (size_t)(body - line), "\r\n");
            colon = (char *)memchr(line, ':', (size_t)(end - line));
            if (colon == NULL || delivery->count == MOST_HEADERS) return false;
            delivery->names[delivery->count].ptr = line;
            delivery->names[delivery->count].len = (size_t)(colon - line);
            for (colon++; colon < end && *colon == ' '; colon++) continue;
            delivery->values[delivery->count].ptr = colon;
            delivery->values[delivery->count].len = (size_t)(end - colon);
            if (strncasecmp(line, "content-length:", 15) == 0) wanted += strtoul(colon, NULL, 10);
            delivery->count++;
        }
        if (wanted > MOST) return false;
    }
    delivery->body.ptr = body;
    delivery->body.len = wanted - (size_t)(body - message);
    return true;
}

/* For you, at your desk: never answer a caller with it. */
static void explain(const struct delivery *delivery, int64_t now) {
    const char *secret = getenv("PAYSEAL_WEBHOOK_SECRET");
    payseal_explainer *explainer = NULL;
    payseal_explanation *explanation = NULL;
    const char *subject = strcmp(partner, PAYSEAL_CLIVE) == 0 ? PAYSEAL_EXPLAIN_CLIVE_WEBHOOK : PAYSEAL_EXPLAIN_TYBRITE_WEBHOOK;
    if (payseal_explainer_new(payseal_str_of(subject), &explainer, NULL) == PAYSEAL_OK &&
        payseal_explainer_add_secret(explainer, payseal_str_of(secret), NULL) == PAYSEAL_OK &&
        payseal_explainer_set_now_unix_s(explainer, now, NULL) == PAYSEAL_OK &&
        payseal_explain(explainer, delivery->body, delivery->names, delivery->values, delivery->count, &explanation, NULL) == PAYSEAL_OK) {
        payseal_str text = payseal_explanation_text(explanation);
        fprintf(stderr, "%.*s", (int)text.len, text.ptr);
    }
    payseal_explanation_free(explanation);
    payseal_explainer_free(explainer);
}

/* What your shop does with it. True: done. */
static bool process(const payseal_event *event) {
    payseal_str type = payseal_event_type(event), key = payseal_event_dedupe_key(event);
    printf("%.*s %.*s\n", (int)type.len, type.ptr == NULL ? "" : type.ptr, (int)key.len, key.ptr);
    return true;
}

/* Claim, process, complete: an event is processed once, and not lost when processing fails. Gives the HTTP status. */
static int once(const payseal_event *event, int64_t now) {
    payseal_str key = payseal_event_dedupe_key(event);
    uint64_t ticket;
    int32_t claim;
    if (payseal_dedupe_claim(seen, key, now, 60, &claim, &ticket, NULL, NULL) != PAYSEAL_OK) return 503; /* full: it comes again */
    if (claim == PAYSEAL_CLAIM_IN_PROGRESS) return 503;
    if (claim == PAYSEAL_CLAIM_DONE) {
        printf("seen before: %.*s\n", (int)key.len, key.ptr);
        return 200;
    }
    if (!process(event)) {
        payseal_dedupe_release(seen, key, ticket, NULL);
        return 500;
    }
    return payseal_dedupe_complete(seen, key, ticket, now, NULL) == PAYSEAL_OK ? 200 : 500;
}

static int serve(const struct delivery *delivery) {
    int64_t now = (int64_t)time(NULL);
    payseal_event *event = NULL;
    int status = 400;
    if (payseal_webhook_verify(verifier, delivery->body, delivery->names, delivery->values, delivery->count, now, &event, &err) == PAYSEAL_OK) {
        status = once(event, now);
    } else {
        payseal_str text = payseal_error_text(err);
        fprintf(stderr, "%.*s\n", (int)text.len, text.ptr);
        if (payseal_error_number(err) == PAYSEAL_CODE_WEBHOOK_SIGNATURE_MISMATCH) explain(delivery, now);
        payseal_error_free(err);
        err = NULL;
    }
    payseal_event_free(event);
    return status;
}

static int listening(uint16_t port) {
    struct sockaddr_in address;
    int on = 1, listener = socket(AF_INET, SOCK_STREAM, 0);
    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (listener >= 0 && setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
        bind(listener, (struct sockaddr *)&address, sizeof address) == 0 && listen(listener, 16) == 0) {
        return listener;
    }
    perror("webhook");
    exit(1);
}

int main(int argc, char **argv) {
    static struct delivery delivery;
    const char *secret = getenv("PAYSEAL_WEBHOOK_SECRET"), *old = getenv("PAYSEAL_WEBHOOK_OLD_SECRET");
    long left;
    int listener;
    if (argc != 4) {
        fprintf(stderr, "webhook clive|tybrite PORT DELIVERIES\n");
        return 2;
    }
    partner = argv[1];
    /* Made once; threads may share both. */
    if (payseal_webhook_verifier_new(payseal_str_of(partner), &verifier, &err) != PAYSEAL_OK ||
        payseal_webhook_verifier_add_secret(verifier, payseal_str_of(secret), &err) != PAYSEAL_OK ||
        (old != NULL && payseal_webhook_verifier_add_secret(verifier, payseal_str_of(old), &err) != PAYSEAL_OK) ||
        payseal_webhook_verifier_check(verifier, &err) != PAYSEAL_OK || payseal_dedupe_new(10000, &seen, &err) != PAYSEAL_OK) {
        payseal_str text = payseal_error_text(err);
        fprintf(stderr, "%.*s\n", (int)text.len, text.ptr);
        payseal_error_free(err);
        payseal_webhook_verifier_free(verifier);
        return 1;
    }
    listener = listening((uint16_t)strtoul(argv[2], NULL, 10));
    printf("listening on 127.0.0.1:%s\n", argv[2]);
    fflush(stdout);
    for (left = strtol(argv[3], NULL, 10); left > 0; left--) {
        int connection = accept(listener, NULL, NULL), status;
        char answer[100];
        if (connection < 0) continue;
        status = read_delivery(connection, &delivery) ? serve(&delivery) : 400;
        snprintf(answer, sizeof answer, "HTTP/1.1 %d .\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", status);
        if (write(connection, answer, strlen(answer)) < 0) perror("webhook");
        close(connection);
        fflush(stdout);
    }
    close(listener);
    payseal_dedupe_free(seen);
    payseal_webhook_verifier_free(verifier);
    return 0;
}
