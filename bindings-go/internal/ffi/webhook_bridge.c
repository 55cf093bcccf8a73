//go:build cgo

#include "webhook_bridge.h"

#include <stdlib.h>
#include <string.h>

/* As many headers as a delivery has; there is room for more, because the signature may be the last of many. */
enum { USUAL = 64 };

typedef struct {
    payseal_str room[2 * USUAL], *made, *names, *values;
} pairs;

static int32_t split(payseal_str head, const size_t *sizes, size_t header_count, pairs *out, payseal_error **err) {
    out->made = NULL;
    out->names = out->room;
    if (header_count > USUAL) {
        out->names = out->made = (payseal_str *)calloc(header_count, 2 * sizeof *out->made);
        if (out->made == NULL) return payseal_error_of(PAYSEAL_CODE_INTERNAL_PANIC, payseal_str_of("no memory for the headers"), err);
    }
    out->values = out->names + header_count;
    payseal_go_split(head, sizes, header_count, out->names, out->values);
    return PAYSEAL_OK;
}

static void read_event(payseal_event *event, payseal_go_event *out) {
    memset(out, 0, sizeof *out);
    out->event = event;
    out->id = payseal_event_id(event);
    out->type = payseal_event_type(event);
    out->status = payseal_event_status(event);
    out->dedupe_key = payseal_event_dedupe_key(event);
    out->has_secret_index = payseal_event_secret_index(event, &out->secret_index);
    out->has_signed = payseal_event_signed_unix_s(event, &out->signed_unix_s);
    (void)payseal_json_get_raw(payseal_event_json(event), payseal_str_of(""), &out->json);
}

int32_t payseal_go_verify(const payseal_webhook_verifier *verifier, payseal_str body, payseal_str head, const size_t *sizes,
                          size_t header_count, int64_t now_unix_s, payseal_go_event *out, payseal_error **err) {
    payseal_event *event = NULL;
    pairs headers;
    int32_t status = split(head, sizes, header_count, &headers, err);
    if (status != PAYSEAL_OK) return status;
    status = payseal_webhook_verify(verifier, body, headers.names, headers.values, header_count, now_unix_s, &event, err);
    free(headers.made);
    if (status == PAYSEAL_OK) read_event(event, out);
    return status;
}

int32_t payseal_go_verify_signature(const payseal_webhook_verifier *verifier, payseal_str body, payseal_str head, const size_t *sizes,
                                    size_t header_count, int64_t now_unix_s, size_t *secret_index, payseal_error **err) {
    pairs headers;
    int32_t status = split(head, sizes, header_count, &headers, err);
    if (status != PAYSEAL_OK) return status;
    status = payseal_webhook_verify_signature(verifier, body, headers.names, headers.values, header_count, now_unix_s, secret_index, err);
    free(headers.made);
    return status;
}

int32_t payseal_go_event_parse(payseal_str partner, payseal_str body, payseal_go_event *out, payseal_error **err) {
    payseal_event *event = NULL;
    int32_t status = payseal_event_parse(partner, body, &event, err);
    if (status == PAYSEAL_OK) read_event(event, out);
    return status;
}

void payseal_go_event_free(payseal_go_event *event) {
    payseal_bytes_free(event->json);
    payseal_event_free(event->event);
}

int32_t payseal_go_explain(const payseal_explainer *explainer, payseal_str body, payseal_str head, const size_t *sizes,
                           size_t header_count, payseal_explanation **out, payseal_error **err) {
    pairs headers;
    int32_t status = split(head, sizes, header_count, &headers, err);
    if (status != PAYSEAL_OK) return status;
    status = payseal_explain(explainer, body, headers.names, headers.values, header_count, out, err);
    free(headers.made);
    return status;
}
