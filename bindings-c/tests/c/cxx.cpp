// The header from C++11: the same names link, and NULL is nullptr.
#include <payseal.h>

#include <cstdio>
#include <cstring>
#include <string>

int main() {
    payseal_key *key = nullptr;
    payseal_error *err = nullptr;
    const std::string body = "what do ya want for nothing?";
    char hex[PAYSEAL_HEX_SIZE];
    if (payseal_key_new(payseal_str_of("Jefe"), &key, &err) != PAYSEAL_OK) return 1;
    if (payseal_key_sign_hex(key, payseal_str{body.data(), body.size()}, &hex, &err) != PAYSEAL_OK) return 2;
    payseal_key_free(key);
    payseal_key_free(nullptr);
    if (std::strcmp(hex, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843") != 0) return 3;
    std::printf("from C++\n");
    return 0;
}
