#include "platform/http/hash.hpp"

#include <openssl/evp.h>

namespace qz::http {

std::string Sha256(std::initializer_list<std::string_view> parts) {
    struct Free {
        void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
    };
    // Fetching the algorithm costs more than hashing a small body, so each thread keeps its context.
    thread_local const std::unique_ptr<EVP_MD_CTX, Free> context(EVP_MD_CTX_new());
    static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    bool good = context && algorithm && EVP_DigestInit_ex2(context.get(), algorithm, nullptr) == 1;
    for (const std::string_view part : parts) {
        const std::string length = std::to_string(part.size()) + ":";
        good = good && EVP_DigestUpdate(context.get(), length.data(), length.size()) == 1 &&
               EVP_DigestUpdate(context.get(), part.data(), part.size()) == 1;
    }
    unsigned char digest[32];
    unsigned int length = 0;
    good = good && EVP_DigestFinal_ex(context.get(), digest, &length) == 1 && length == sizeof digest;
    if (!good) throw std::runtime_error("SHA-256 is not available from OpenSSL");
    return {reinterpret_cast<const char*>(digest), sizeof digest};
}

}  // namespace qz::http
