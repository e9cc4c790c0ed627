// A client of plain sockets, so that nothing helps the server under test.
#pragma once

#include <arpa/inet.h>
#include <map>
#include <netinet/in.h>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>

namespace qz::http {

class RawClient {
 public:
    explicit RawClient(std::uint16_t port) : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        // Longer than any answer may take; a test that waits for it has failed.
        const timeval longest{20, 0};
        setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &longest, sizeof longest);
        connected_ = connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    }
    ~RawClient() { close(socket_); }
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    bool connected() const { return connected_; }

    bool Send(std::string_view bytes) {
        while (!bytes.empty()) {
            const ssize_t sent = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }

    struct Answer {
        int status = 0;  // 0: the connection ended without an answer
        std::map<std::string, std::string> headers;
        std::string body;
    };
    // `has_body` is false for the answer to HEAD.
    Answer Receive(bool has_body = true) {
        Answer answer;
        std::size_t end = 0;
        while ((end = received_.find("\r\n\r\n")) == std::string::npos) {
            if (!Fill()) return answer;
        }
        answer.status = std::stoi(received_.substr(9, 3));
        std::size_t at = received_.find("\r\n") + 2;
        while (at < end + 2) {
            const std::size_t line = received_.find("\r\n", at);
            const std::size_t colon = received_.find(": ", at);
            answer.headers[received_.substr(at, colon - at)] = received_.substr(colon + 2, line - colon - 2);
            at = line + 2;
        }
        received_.erase(0, end + 4);
        const auto length = answer.headers.find("Content-Length");
        if (!has_body || length == answer.headers.end()) return answer;
        const std::size_t wanted = std::stoul(length->second);
        while (received_.size() < wanted) {
            if (!Fill()) return Answer{};
        }
        answer.body = received_.substr(0, wanted);
        received_.erase(0, wanted);
        return answer;
    }
    Answer Ask(std::string_view bytes) {
        Send(bytes);
        return Receive();
    }
    // Whether the server has nothing more to say and says so.
    bool IsClosed() { return received_.empty() && !Fill(); }

 private:
    bool Fill() {
        char bytes[16384];
        const ssize_t read = recv(socket_, bytes, sizeof bytes, 0);
        if (read <= 0) return false;
        received_.append(bytes, static_cast<std::size_t>(read));
        return true;
    }

    int socket_;
    bool connected_ = false;
    std::string received_;
};

}  // namespace qz::http
