/* The sandbox's control endpoints, through raw requests of a client whose base URL is the sandbox's origin. */
#ifndef PAYSEAL_TEST_SANDBOX_H
#define PAYSEAL_TEST_SANDBOX_H

#include "check.h"

static inline payseal_client *client_of(payseal_config *config) {
    payseal_client *client = NULL;
    payseal_error *err = NULL;
    OK(payseal_client_new(config, &client, &err));
    payseal_config_free(config);
    return client;
}

static inline payseal_answer *control(const char *method, const char *path, const char *json) {
    payseal_client *client = client_of(sandbox_config(from_env("PAYSEAL_TEST_ORIGIN")));
    payseal_raw_request *request = NULL;
    payseal_answer *answer = NULL;
    payseal_error *err = NULL;
    OK(payseal_raw_request_new(S(method), S(path), PAYSEAL_AUTH_PUBLIC, &request, &err));
    if (json != NULL) OK(payseal_raw_request_set_body(request, S(json), &err));
    OK(payseal_client_raw(client, request, NULL, &answer, &err));
    payseal_raw_request_free(request);
    payseal_client_free(client);
    return answer;
}

static inline void set_fault(const char *json) { payseal_answer_free(control("POST", "/_sandbox/faults", json)); }

/* How many requests came off the socket, the control endpoints aside. */
static inline size_t requests_seen(void) {
    payseal_answer *answer = control("GET", "/_sandbox/requests", NULL);
    size_t count = payseal_json_count(payseal_json_get(payseal_answer_json(answer), S("items")));
    payseal_answer_free(answer);
    return count;
}

#endif
