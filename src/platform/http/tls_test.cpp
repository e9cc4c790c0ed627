// Direct TLS: a certificate made on the spot, and OpenSSL's own client.
#include <fstream>

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include "platform/http/http.hpp"
#include "platform/http/raw_client.hpp"
#include "tests/support/databases.hpp"

namespace qz::http {
namespace {

template <auto Function>
struct FreeWith {
    template <class T>
    void operator()(T* object) const {
        Function(object);
    }
};

void WriteCertificate(const std::filesystem::path& certificate_file, const std::filesystem::path& key_file) {
    const std::unique_ptr<EVP_PKEY, FreeWith<EVP_PKEY_free>> key(EVP_EC_gen("P-256"));
    const std::unique_ptr<X509, FreeWith<X509_free>> certificate(X509_new());
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -60);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
    X509_set_pubkey(certificate.get(), key.get());
    X509_NAME* const name = X509_get_subject_name(certificate.get());
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("qz"), -1, -1,
                               0);
    X509_set_issuer_name(certificate.get(), name);
    X509_sign(certificate.get(), key.get(), EVP_sha256());
    const std::unique_ptr<FILE, FreeWith<fclose>> first(fopen(certificate_file.c_str(), "w"));
    PEM_write_X509(first.get(), certificate.get());
    const std::unique_ptr<FILE, FreeWith<fclose>> second(fopen(key_file.c_str(), "w"));
    PEM_write_PrivateKey(second.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
}

class TlsTest : public ::testing::Test {
 protected:
    TlsTest() : place_(storage::Engine::kSqlite), database_(storage::Database::Open(place_.options())) {
        router_.OpenGet("/api/hello", Reads{"hello"},
                        [](const Request&, storage::Snapshot&) { return JsonText(R"({"hello":true})"); });
        options_.port = 0;
        options_.log = [](std::string_view) {};
        options_.tls_certificate = folder_.path() / "certificate.pem";
        options_.tls_key = folder_.path() / "key.pem";
    }
    // The whole answer to one request, or nothing where no handshake came about.
    static std::string Ask(
        std::uint16_t port, int highest_version,
        const std::string& request = "GET /api/hello HTTP/1.1\r\nHost: qz\r\nConnection: close\r\n\r\n") {
        const std::unique_ptr<SSL_CTX, FreeWith<SSL_CTX_free>> context(SSL_CTX_new(TLS_client_method()));
        SSL_CTX_set_max_proto_version(context.get(), highest_version);
        const std::unique_ptr<BIO, FreeWith<BIO_free_all>> connection(BIO_new_ssl_connect(context.get()));
        BIO_set_conn_hostname(connection.get(), ("127.0.0.1:" + std::to_string(port)).c_str());
        if (BIO_do_connect(connection.get()) != 1 || BIO_do_handshake(connection.get()) != 1) return "";
        for (std::size_t sent = 0; sent < request.size();) {
            const int written =
                BIO_write(connection.get(), request.data() + sent, static_cast<int>(request.size() - sent));
            if (written <= 0) return "cut off while it sent";
            sent += static_cast<std::size_t>(written);
        }
        std::string answer;
        char bytes[4096];
        for (int read = 0; (read = BIO_read(connection.get(), bytes, sizeof bytes)) > 0;) {
            answer.append(bytes, static_cast<std::size_t>(read));
        }
        return answer;
    }

    tests::FreshDatabase place_;
    std::unique_ptr<storage::Database> database_;
    tests::ScratchFolder folder_;
    Router router_;
    Options options_;
};

TEST_F(TlsTest, ServesTls12AndLaterAndNothingOlder) {
    WriteCertificate(options_.tls_certificate, options_.tls_key);
    Server server(options_, router_, *database_, nullptr, {});
    server.Start();
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        const std::string answer = Ask(server.port(), version);
        EXPECT_NE(answer.find("HTTP/1.1 200 OK"), std::string::npos);
        EXPECT_NE(answer.find("Strict-Transport-Security"), std::string::npos);
        EXPECT_NE(answer.find(R"({"hello":true})"), std::string::npos);
    }
    EXPECT_EQ(Ask(server.port(), TLS1_1_VERSION), "");
}

// A browser takes an answer only when it has sent its body.
TEST_F(TlsTest, LetsAClientFinishSendingWhatWasRefused) {
    WriteCertificate(options_.tls_certificate, options_.tls_key);
    Server server(options_, router_, *database_, nullptr, {});
    server.Start();
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        const std::string answer =
            Ask(server.port(), version,
                "POST /api/hello HTTP/1.1\r\nHost: qz\r\nContent-Length: 4000000\r\n\r\n" +
                    std::string(4'000'000, 'x'));
        EXPECT_TRUE(answer.starts_with("HTTP/1.1 4")) << answer.substr(0, 80);
        EXPECT_NE(answer.find("Connection: close"), std::string::npos);
    }
}

TEST_F(TlsTest, SaysNothingInClearToConnectionsBeyondTheLimit) {
    WriteCertificate(options_.tls_certificate, options_.tls_key);
    options_.connection_limit = 0;
    Server server(options_, router_, *database_, nullptr, {});
    server.Start();
    RawClient client(server.port());
    EXPECT_TRUE(client.connected());
    EXPECT_TRUE(client.IsClosed());
}

TEST_F(TlsTest, SaysWhichFileItCannotRead) {
    const auto refusal = [&] {
        try {
            const Server server(options_, router_, *database_, nullptr, {});
            return std::string("none");
        } catch (const std::runtime_error& fault) {
            return std::string(fault.what());
        }
    };
    EXPECT_TRUE(refusal().starts_with("QZ_TLS_CERTIFICATE names " + options_.tls_certificate)) << refusal();
    WriteCertificate(options_.tls_certificate, folder_.path() / "other.pem");
    EXPECT_TRUE(refusal().starts_with("QZ_TLS_KEY names " + options_.tls_key)) << refusal();
    WriteCertificate(folder_.path() / "other.pem", options_.tls_key);
    EXPECT_TRUE(refusal().starts_with("QZ_TLS_KEY names " + options_.tls_key)) << refusal();
}

}  // namespace
}  // namespace qz::http
