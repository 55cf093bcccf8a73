/* 8 threads on one client, and cancellation from another thread: how fast it is, and what it says about the money. */
#include "sandbox.h"

#include <pthread.h>
#include <time.h>

enum { THREADS = 8, CALLS = 25, CANCEL_WITHIN_MS = 200 };

static double now_ms(void) {
    struct timespec now;
    CHECK(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static void sleep_ms(long ms) {
    struct timespec length;
    length.tv_sec = ms / 1000;
    length.tv_nsec = ms % 1000 * 1000000;
    nanosleep(&length, NULL);
}

static const payseal_client *shared;

static void *many_calls(void *argument) {
    int thread = *(int *)argument, i;
    for (i = 0; i < CALLS; i++) {
        char json[512], key[64];
        payseal_answer *answer = NULL;
        payseal_error *err = NULL;
        payseal_str id;
        snprintf(json, sizeof json, "{\"partner_id\":\"ECHEZONA001\",\"client_id\":\"AIRPEACE001\",\"amount\":%d.5,\"currency\":\"USD\","
                 "\"echezona_reference\":\"T%d-%d\"}", i + 1, thread, i);
        snprintf(key, sizeof key, "init-T%d-%d", thread, i);
        OK(payseal_client_call(shared, S("initialize_transaction"), S(json), NULL, &answer, &err));
        CHECK(is(payseal_answer_idempotency_key(answer), key));
        CHECK(payseal_json_get_text(payseal_answer_json(answer), S("clive_tx_id"), &id) && id.len > 6);
        payseal_answer_free(answer);
    }
    return NULL;
}

static void eight_threads(void) {
    pthread_t threads[THREADS];
    int numbers[THREADS], i;
    size_t before = requests_seen();
    payseal_client *client = client_of(sandbox_config(from_env("CLIVE_API_BASE_URL")));
    shared = client;
    for (i = 0; i < THREADS; i++) {
        numbers[i] = i;
        CHECK(pthread_create(&threads[i], NULL, many_calls, &numbers[i]) == 0);
    }
    for (i = 0; i < THREADS; i++) CHECK(pthread_join(threads[i], NULL) == 0);
    payseal_client_free(client);
    CHECK(requests_seen() == before + THREADS * CALLS);
    printf("%d threads, %d calls each, one client\n", THREADS, CALLS);
}

struct cancelled {
    const payseal_client *client;
    const payseal_call_options *options;
    const char *json;
    int32_t status, outcome;
    double returned_at;
};

static void *cancelled_call(void *argument) {
    struct cancelled *call = (struct cancelled *)argument;
    payseal_answer *answer = NULL;
    payseal_error *err = NULL;
    call->status = payseal_client_call(call->client, S("initialize_transaction"), S(call->json), call->options, &answer, &err);
    call->returned_at = now_ms();
    call->outcome = payseal_error_outcome(err);
    payseal_answer_free(answer);
    payseal_error_free(err);
    return NULL;
}

/* Cancels after `after_ms`; gives the outcome back. */
static int32_t cancel_one(const payseal_client *client, const char *json, long after_ms, const char *where) {
    payseal_cancel *cancel = NULL;
    payseal_call_options *options = NULL;
    payseal_error *err = NULL;
    struct cancelled call = {NULL, NULL, NULL, 0, 0, 0};
    pthread_t thread;
    double cancelled_at;
    OK(payseal_cancel_new(&cancel, &err));
    OK(payseal_call_options_new(&options, &err));
    OK(payseal_call_options_set_cancel(options, cancel, &err));
    call.client = client;
    call.options = options;
    call.json = json;
    CHECK(pthread_create(&thread, NULL, cancelled_call, &call) == 0);
    sleep_ms(after_ms);
    cancelled_at = now_ms();
    payseal_cancel_now(cancel);
    CHECK(pthread_join(thread, NULL) == 0);
    payseal_cancel_free(cancel);
    payseal_call_options_free(options);
    CHECK(call.status == PAYSEAL_CODE_CANCELLED);
    printf("cancelled while %s: returned after %.0f ms\n", where, call.returned_at - cancelled_at);
    CHECK(call.returned_at - cancelled_at < CANCEL_WITHIN_MS * (getenv("PAYSEAL_TEST_SLOW") == NULL ? 1 : 20));
    return call.outcome;
}

int main(void) {
    payseal_client *client;
    eight_threads();
    client = client_of(sandbox_config(from_env("CLIVE_API_BASE_URL")));

    /* The request is out and no answer comes: it may have happened. */
    set_fault("{\"path_suffix\":\"/initialize\",\"action\":{\"kind\":\"no_answer\"}}");
    CHECK(cancel_one(client, INITIALIZE("EZC1"), 300, "it waits for an answer") == PAYSEAL_OUTCOME_UNKNOWN);

    /* Between two attempts, after a refusal: refused, because nothing else has been sent. */
    set_fault("{\"path_suffix\":\"/initialize\",\"action\":{\"kind\":\"status\",\"status\":429,\"retry_after\":\"20\"}}");
    CHECK(cancel_one(client, INITIALIZE("EZC2"), 300, "it waits for its next attempt") == PAYSEAL_OUTCOME_REFUSED);

    /* Cancelled before it began: not sent. */
    {
        size_t before = requests_seen();
        payseal_cancel *cancel = NULL;
        payseal_call_options *options = NULL;
        payseal_answer *answer = NULL;
        payseal_error *err = NULL;
        OK(payseal_cancel_new(&cancel, &err));
        OK(payseal_call_options_new(&options, &err));
        OK(payseal_call_options_set_cancel(options, cancel, &err));
        payseal_cancel_now(cancel);
        payseal_cancel_free(cancel);
        CHECK(payseal_client_call(client, S("initialize_transaction"), S(INITIALIZE("EZC3")), options, &answer, &err) ==
              PAYSEAL_CODE_CANCELLED);
        CHECK(payseal_error_outcome(err) == PAYSEAL_OUTCOME_NOT_SENT && payseal_error_attempts(err) == 0);
        CHECK(requests_seen() == before);
        payseal_error_free(err);
        payseal_call_options_free(options);
    }
    payseal_client_free(client);
    return 0;
}
