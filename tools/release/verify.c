#include <payseal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static int print(payseal_str text, int status) {
    printf("%.*s\n", (int)text.len, text.ptr);
    return status;
}

int main(int argc, char **argv) {
    static char body[64 * 1024];
    payseal_webhook_verifier *verifier = NULL;
    payseal_event *event = NULL;
    payseal_error *err = NULL;
    payseal_str name = payseal_str_of("X-Clive-Signature"), signature, text;
    const char *secret = getenv("CLIVE_WEBHOOK_SECRET");
    FILE *file = argc == 3 && secret != NULL ? fopen(argv[1], "rb") : NULL;
    int status = 0;
    if (file == NULL) return 2;
    signature = payseal_str_of(argv[2]);
    text.ptr = body;
    text.len = fread(body, 1, sizeof body, file);
    fclose(file);
    if (payseal_webhook_verifier_new(payseal_str_of(PAYSEAL_CLIVE), &verifier, &err) == PAYSEAL_OK &&
        payseal_webhook_verifier_add_secret(verifier, payseal_str_of(secret), &err) == PAYSEAL_OK &&
        payseal_webhook_verify(verifier, text, &name, &signature, 1, (int64_t)time(NULL), &event, &err) == PAYSEAL_OK) {
        status = print(payseal_event_dedupe_key(event), 0);
    } else {
        status = print(payseal_error_code(err), payseal_error_kind(err) == PAYSEAL_KIND_WEBHOOK_VERIFICATION ? 5 : 1);
    }
    payseal_event_free(event);
    payseal_webhook_verifier_free(verifier);
    payseal_error_free(err);
    return status;
}
