/* Signs a body and checks a signature: what a program needs that sends its own requests, or receives webhooks. */
#include <payseal.h>

#include <stdio.h>

static int failed(payseal_error *err) {
    payseal_str text = payseal_error_text(err);
    fprintf(stderr, "%.*s\n", (int)text.len, text.ptr);
    payseal_error_free(err);
    return 1;
}

int main(void) {
    const payseal_str body = payseal_str_of(
        "{\"clive_tx_id\":\"CLVTX_1739378102312_420\",\"stripe_payment_intent_id\":\"pi_3QxYFh2eZvKYlo2CxA8Nt42p\"}");
    char signature[PAYSEAL_HEX_SIZE];
    payseal_key *key = NULL;
    payseal_error *err = NULL;
    bool fits;

    /* Make the key once and keep it: it may be shared between threads. */
    if (payseal_key_new(payseal_str_of("test_hmac_secret"), &key, &err) != PAYSEAL_OK) return failed(err);
    if (payseal_key_sign_hex(key, body, &signature, &err) != PAYSEAL_OK) {
        payseal_key_free(key);
        return failed(err);
    }
    printf("x-clive-hmac: %s\n", signature);

    /* A webhook: check the raw bytes before you parse them. */
    fits = payseal_key_verify_hex(key, body, payseal_str_of(signature));
    printf("the signature %s\n", fits ? "fits" : "does not fit");
    payseal_key_free(key);
    return fits ? 0 : 1;
}
