#include "bench/program.hpp"

#include <chrono>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <poll.h>
#include <sstream>
#include <stdexcept>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "bench/load.hpp"

namespace qz::bench {

namespace {

using Steady = std::chrono::steady_clock;

double Milliseconds(Steady::time_point since) {
    return std::chrono::duration<double, std::milli>(Steady::now() - since).count();
}

// `output` becomes the child's standard output and, where asked, its errors too.
pid_t Spawn(const Place& place, std::vector<std::string> words, int output, bool with_errors) {
    words.insert(words.begin(), Binary().string());
    words.insert(words.end(), {"--data", place.data.string(), "--keys", place.keys.string()});
    if (!place.database.empty()) words.insert(words.end(), {"--database", place.database});
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    const pid_t child = ::fork();
    if (child < 0) throw std::runtime_error("cannot fork");
    if (child > 0) return child;
    // The measurement may be ended in any way: its server goes with it.
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    const int nowhere = ::open("/dev/null", O_RDWR);
    ::dup2(nowhere, STDIN_FILENO);
    ::dup2(output, STDOUT_FILENO);
    ::dup2(with_errors ? output : nowhere, STDERR_FILENO);
    ::unsetenv("QZ_DATABASE");
    ::execv(arguments[0], arguments.data());
    ::_exit(127);
}

}  // namespace

std::filesystem::path Binary() {
    return std::filesystem::read_symlink("/proc/self/exe").parent_path().parent_path() / "src" / "qingzhuang";
}

bool RunProgram(const Place& place, const std::vector<std::string>& words, double seconds,
                const std::filesystem::path& log) {
    const int output = ::open(log.c_str(), O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC, 0600);
    const pid_t child = Spawn(place, words, output, true);
    ::close(output);
    const auto start = Steady::now();
    int status = 0;
    while (::waitpid(child, &status, WNOHANG) == 0) {
        if (Milliseconds(start) > seconds * 1000) {
            ::kill(child, SIGKILL);
            ::waitpid(child, &status, 0);
            return false;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

Server::Server(const Place& place) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("cannot make a pipe");
    const auto start = Steady::now();
    process_ = Spawn(place, {"serve", "--port", "0"}, ends[1], false);
    ::close(ends[1]);
    said_ = ends[0];
    std::string said;
    constexpr std::string_view kReady = "ready http://127.0.0.1:";
    while (Milliseconds(start) < 120'000) {
        pollfd waiting{said_, POLLIN, 0};
        if (::poll(&waiting, 1, 1000) <= 0) continue;
        char bytes[4096];
        const ssize_t count = ::read(said_, bytes, sizeof bytes);
        if (count <= 0) break;
        said.append(bytes, static_cast<std::size_t>(count));
        const std::size_t at = said.find(kReady);
        if (at == std::string::npos || said.find('\n', at) == std::string::npos) continue;
        ready_milliseconds_ = Milliseconds(start);
        port_ = static_cast<std::uint16_t>(std::strtol(said.c_str() + at + kReady.size(), nullptr, 10));
        return;
    }
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
    ::close(said_);
    throw std::runtime_error("the program did not become ready; it said: " + said);
}

Server::~Server() {
    ::kill(process_, SIGTERM);
    const auto start = Steady::now();
    while (::waitpid(process_, nullptr, WNOHANG) == 0) {
        if (Milliseconds(start) > 30'000) ::kill(process_, SIGKILL);
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    ::close(said_);
}

std::map<std::string, double> Server::ProcessorSeconds() const {
    std::map<std::string, double> seconds;
    const double ticks = static_cast<double>(::sysconf(_SC_CLK_TCK));
    const std::filesystem::path tasks = "/proc/" + std::to_string(process_) + "/task";
    for (const auto& entry : std::filesystem::directory_iterator(tasks)) {
        std::ifstream file(entry.path() / "stat");
        std::string line;
        std::getline(file, line);
        const std::size_t open = line.find('(');
        const std::size_t close = line.rfind(')');
        if (close == std::string::npos) continue;
        std::istringstream rest(line.substr(close + 2));
        std::string skipped;
        for (int field = 0; field < 11; ++field) rest >> skipped;
        double user = 0;
        double system = 0;
        rest >> user >> system;
        seconds[line.substr(open + 1, close - open - 1)] += (user + system) / ticks;
    }
    return seconds;
}

double Server::ResidentMegabytes() const {
    std::ifstream file("/proc/" + std::to_string(process_) + "/status");
    std::string line;
    while (std::getline(file, line)) {
        if (line.starts_with("VmRSS:")) return std::strtod(line.c_str() + 6, nullptr) / 1024;
    }
    return 0;
}

double Server::WrittenBytes() const {
    std::ifstream file("/proc/" + std::to_string(process_) + "/io");
    std::string line;
    while (std::getline(file, line)) {
        if (line.starts_with("wchar:")) return std::strtod(line.c_str() + 6, nullptr);
    }
    return 0;
}

double Server::Metric(const std::string& name) const {
    Client client(port_);
    const Answer answer = client.Ask("GET /metrics HTTP/1.1\r\nHost: bench\r\n\r\n");
    const std::size_t at = answer.body.find('\n' + name + ' ');
    return at == std::string::npos ? 0 : std::strtod(answer.body.c_str() + at + name.size() + 2, nullptr);
}

}  // namespace qz::bench
