#include "platform/workbook/convert.hpp"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <fstream>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <system_error>
#include <thread>
#include <unistd.h>

#include "platform/base/problem.hpp"
#include "platform/base/temporary_folder.hpp"
#include "platform/workbook/archive.hpp"
#include "platform/workbook/content.hpp"

namespace qz::workbook {
namespace {

namespace fs = std::filesystem;

enum class Kind { kNone, kOldSheet, kOpenSheet, kText };

constexpr int kNotIsolated = 113;
constexpr int kNotStarted = 127;

// What an OpenDocument file says it is.
std::string MimeTypeOf(Archive& archive) {
    constexpr std::size_t kLongest = 100;
    std::string type;
    if (!archive.Has("mimetype") || !archive.Has("content.xml")) return type;
    archive.Stream("mimetype", [&type](std::string_view piece) {
        type += piece.substr(0, kLongest);
        return type.size() < kLongest;
    });
    return type;
}

Kind KindOf(const Source& source, std::uint64_t most) {
    const std::string start = ReadBytesOf(source, 8);
    if (start.starts_with("PK\x03\x04")) {
        Archive archive(source, {});
        if (archive.HasEnding("vbaproject.bin") || archive.Has("Basic/script-lc.xml")) return Kind::kNone;
        if (archive.Has("word/document.xml")) return Kind::kText;
        return MimeTypeOf(archive) == "application/vnd.oasis.opendocument.spreadsheet" ? Kind::kOpenSheet
                                                                                       : Kind::kNone;
    }
    if (!start.starts_with("\xD0\xCF\x11\xE0")) return Kind::kNone;
    const std::string bytes = ReadBytesOf(source, most);
    if (!IsOldWorkbook(bytes)) return Kind::kNone;
    return HasStream(bytes, "WordDocument") ? Kind::kText : Kind::kOldSheet;
}

// Where a child finds its home, its source and what it made.
class WorkFolder : public TemporaryFolder {
 public:
    explicit WorkFolder(const fs::path& beneath) : TemporaryFolder("convert", beneath) {
        fs::create_directory(At("home"));
        fs::create_directory(At("out"));
    }
};

// Only the loopback of the machine itself.
bool MachineHasNoNetwork() {
    std::error_code error;
    for (const auto& entry : fs::directory_iterator("/sys/class/net", error)) {
        if (entry.path().filename() != "lo") return false;
    }
    return !error;
}

// Everything the child needs, made before the fork: behind it only system calls are safe.
struct Child {
    std::vector<std::string> words;
    std::vector<std::string> variables;
    std::vector<char*> word_pointers;
    std::vector<char*> variable_pointers;
    std::string folder;
    std::string user_map;
    std::string group_map;
    const ConvertOptions* options = nullptr;
    bool may_keep_network = false;

    void Point() {
        for (std::string& word : words) word_pointers.push_back(word.data());
        for (std::string& variable : variables) variable_pointers.push_back(variable.data());
        word_pointers.push_back(nullptr);
        variable_pointers.push_back(nullptr);
        user_map = std::to_string(::getuid()) + " " + std::to_string(::getuid()) + " 1\n";
        group_map = std::to_string(::getgid()) + " " + std::to_string(::getgid()) + " 1\n";
    }
};

bool WriteTo(const char* path, std::string_view text) {
    const int file = ::open(path, O_WRONLY | O_CLOEXEC);
    if (file < 0) return false;
    const bool written = ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    ::close(file);
    return written;
}

// A name space of its own for the network has no interface but a loopback that is down.
bool CutNetwork(const Child& child) {
    if (::unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0) {
        // Files it writes keep their owner; a kernel that refuses the maps still has no network to offer.
        if (WriteTo("/proc/self/setgroups", "deny")) WriteTo("/proc/self/gid_map", child.group_map);
        WriteTo("/proc/self/uid_map", child.user_map);
        return true;
    }
    return ::unshare(CLONE_NEWNET) == 0;
}

void Limit(int what, std::uint64_t most) {
    const rlimit limit{most, most};
    ::setrlimit(static_cast<__rlimit_resource_t>(what), &limit);
}

[[noreturn]] void RunChild(const Child& child) {
    ::setpgid(0, 0);
    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    ::umask(077);
    if (!CutNetwork(child) && !child.may_keep_network) ::_exit(kNotIsolated);
    const int nothing = ::open("/dev/null", O_RDWR);
    for (int descriptor = 0; descriptor < 3; ++descriptor) ::dup2(nothing, descriptor);
    if (::syscall(SYS_close_range, 3u, ~0u, 0u) != 0) {
        for (int descriptor = 3; descriptor < 4096; ++descriptor) ::close(descriptor);
    }
    Limit(RLIMIT_CORE, 0);
    Limit(RLIMIT_CPU, static_cast<std::uint64_t>(child.options->time_limit.count()));
    Limit(RLIMIT_AS, child.options->memory_bytes * 2);
    Limit(RLIMIT_DATA, child.options->memory_bytes);
    Limit(RLIMIT_FSIZE, child.options->file_bytes);
    Limit(RLIMIT_NOFILE, 512);
    if (::chdir(child.folder.c_str()) != 0) ::_exit(kNotStarted);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::execve(child.word_pointers[0], child.word_pointers.data(), child.variable_pointers.data());
    ::_exit(kNotStarted);
}

// One run of the converter: from `from` to a file of that name in the folder's out.
void Run(const WorkFolder& folder, const ConvertOptions& options, const fs::path& program,
         const fs::path& from, const std::vector<std::string>& how) {
    Child child;
    child.folder = folder.At("home");
    child.options = &options;
    child.may_keep_network = !options.network_must_be_cut || MachineHasNoNetwork();
    child.words = {
        program.string(), "-env:UserInstallation=file://" + folder.At("home").string() + "/profile",
        "--headless",     "--norestore",
        "--nologo",       "--nolockcheck",
        "--nodefault"};
    child.words.insert(child.words.end(), how.begin(), how.end());
    child.words.insert(child.words.end(), {"--outdir", folder.At("out").string(), from.string()});
    child.variables = {"HOME=" + folder.At("home").string(), "TMPDIR=" + folder.At("home").string(),
                       "PATH=/usr/bin:/bin", "LANG=C.UTF-8", "SAL_USE_VCLPLUGIN=svp"};
    child.Point();

    const pid_t process = ::fork();
    if (process < 0) throw std::system_error(errno, std::generic_category(), "cannot start the converter");
    if (process == 0) RunChild(child);
    ::setpgid(process, process);
    const auto end = std::chrono::steady_clock::now() + options.time_limit;
    int status = 0;
    bool ended = false;
    bool too_long = false;
    while (!ended && !too_long) {
        const pid_t waited = ::waitpid(process, &status, WNOHANG);
        if (waited == process || (waited < 0 && errno != EINTR)) {
            ended = true;
        } else if (std::chrono::steady_clock::now() >= end) {
            too_long = true;
        } else {
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
    }
    ::kill(-process, SIGKILL);  // and what it may have left behind
    while (!ended && ::waitpid(process, &status, 0) < 0 && errno == EINTR) continue;
    if (too_long || (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)) {
        Refuse("platform.workbook.convert_too_long",
               {{"seconds", std::to_string(options.time_limit.count())}});
    }
    if (WIFEXITED(status) && WEXITSTATUS(status) == kNotIsolated)
        Refuse("platform.workbook.convert_not_isolated");
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) Refuse("platform.workbook.convert_failed");
}

// What the child wrote; it might have left a link or a pipe instead of a file.
fs::path Made(const WorkFolder& folder, std::string_view name, const ConvertOptions& options) {
    fs::path path = folder.At("out") / name;
    std::error_code error;
    const fs::file_status status = fs::symlink_status(path, error);
    if (error || !fs::is_regular_file(status) || fs::file_size(path, error) > options.file_bytes || error) {
        Refuse("platform.workbook.convert_failed");
    }
    return path;
}

}  // namespace

fs::path FindConverter() {
    for (const char* path : {"/usr/bin/soffice", "/usr/local/bin/soffice",
                             "/usr/lib/libreoffice/program/soffice", "/opt/libreoffice/program/soffice"}) {
        if (::access(path, X_OK) == 0) return path;
    }
    return {};
}

bool NeedsConversion(const Source& source) {
    return KindOf(source, ConvertOptions{}.source_bytes) != Kind::kNone;
}

std::string ConvertToXlsx(const Source& source, const ConvertOptions& options) {
    const std::uint64_t size = source.in_memory ? source.bytes.size() : fs::file_size(source.path);
    if (size > options.source_bytes) {
        Refuse("platform.workbook.file_too_large", {{"most", std::to_string(options.source_bytes >> 20)}});
    }
    const Kind kind = KindOf(source, options.source_bytes);
    if (kind == Kind::kNone) Refuse("platform.workbook.not_a_workbook");
    const fs::path program = options.program.empty() ? FindConverter() : options.program;
    if (program.empty() || ::access(program.c_str(), X_OK) != 0) Refuse("platform.workbook.no_converter");

    const WorkFolder folder(options.folder);
    const fs::path from = folder.At(kind == Kind::kText       ? "in.doc"
                                    : kind == Kind::kOldSheet ? "in.xls"
                                                              : "in.ods");
    {
        std::ofstream file(from, std::ios::binary);
        file << ReadBytesOf(source, options.source_bytes);
        file.close();
        if (!file) throw Problem(Problem::Kind::kNoSpace, "platform.workbook.no_space");
    }
    const std::vector<std::string> to_workbook = {"--convert-to", "xlsx:Calc MS Excel 2007 XML"};
    if (kind != Kind::kText) {
        Run(folder, options, program, from, to_workbook);
    } else {
        // Writer knows no workbooks and Calc no documents: a page of tables lies between.
        Run(folder, options, program, from, {"--convert-to", "html:HTML (StarWriter)"});
        std::vector<std::string> how = {"--infilter=HTML (StarCalc)"};
        how.insert(how.end(), to_workbook.begin(), to_workbook.end());
        Run(folder, options, program, Made(folder, "in.html", options), how);
    }
    return ReadBytesOf(Source::File(Made(folder, "in.xlsx", options)), options.file_bytes);
}

}  // namespace qz::workbook
