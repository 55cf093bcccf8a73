/* Webhooks and explanations: several calls of payseal.h behind one crossing from Go. */
#ifndef PAYSEAL_GO_WEBHOOK_BRIDGE_H
#define PAYSEAL_GO_WEBHOOK_BRIDGE_H

#include "bridge.h"

/* What a delivery says: views into `event`, and bytes that payseal_go_event_free frees. */
typedef struct {
    payseal_event *event;
    payseal_str id, type, status, dedupe_key;
    bool has_secret_index, has_signed;
    size_t secret_index;
    int64_t signed_unix_s;
    payseal_bytes json;
} payseal_go_event;

int32_t payseal_go_verify(const payseal_webhook_verifier *verifier, payseal_str body, payseal_str head, const size_t *sizes,
                          size_t header_count, int64_t now_unix_s, payseal_go_event *out, payseal_error **err);
int32_t payseal_go_verify_signature(const payseal_webhook_verifier *verifier, payseal_str body, payseal_str head, const size_t *sizes,
                                    size_t header_count, int64_t now_unix_s, size_t *secret_index, payseal_error **err);
int32_t payseal_go_event_parse(payseal_str partner, payseal_str body, payseal_go_event *out, payseal_error **err);
void payseal_go_event_free(payseal_go_event *event);

int32_t payseal_go_explain(const payseal_explainer *explainer, payseal_str body, payseal_str head, const size_t *sizes,
                           size_t header_count, payseal_explanation **out, payseal_error **err);

#endif
