#include "platform/http/session.hpp"

namespace qz::http {

void ServeTls(const std::shared_ptr<Loop>& loop, Edge& edge, Socket socket, asio::ssl::context& context) {
    using Stream = asio::ssl::stream<Socket>;
    Session<Stream>::Spawn(std::make_shared<Session<Stream>>(loop, edge, Stream(std::move(socket), context)));
}

std::unique_ptr<asio::ssl::context> MakeTlsContext(const Options& options) {
    auto context = std::make_unique<asio::ssl::context>(asio::ssl::context::tls_server);
    SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
    SSL_CTX_set_options(context->native_handle(),
                        SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_CLEANSE_PLAINTEXT);
    beast::error_code error;
    context->use_certificate_chain_file(options.tls_certificate, error);
    if (error) {
        throw std::runtime_error("QZ_TLS_CERTIFICATE names " + options.tls_certificate +
                                 ", which is no certificate in PEM: " + error.message() + ".");
    }
    context->use_private_key_file(options.tls_key, asio::ssl::context::pem, error);
    if (error) {
        throw std::runtime_error("QZ_TLS_KEY names " + options.tls_key +
                                 ", which is no key in PEM for the certificate: " + error.message() + ".");
    }
    return context;
}

}  // namespace qz::http
