#include "platform/storage/sqlite_log_buffer.hpp"

#include <cstring>
#include <new>

#include <sqlite3.h>

namespace qz::storage {

namespace {

// SQLite's own file layer does not take 128 KB at once.
constexpr int kRoom = 64 << 10;

sqlite3_vfs* System() {
    static sqlite3_vfs* const system = sqlite3_vfs_find(nullptr);
    return system;
}

// What SQLite sees of the log: this, and behind it in the same block the system's own file.
struct LogFile {
    sqlite3_file base;  // first: SQLite knows nothing else
    unsigned char* bytes;
    sqlite3_int64 from;  // where the gathered bytes belong
    int count;
};

LogFile& Log(sqlite3_file* file) {
    return *reinterpret_cast<LogFile*>(file);
}
sqlite3_file* Inner(sqlite3_file* file) {
    return reinterpret_cast<sqlite3_file*>(reinterpret_cast<LogFile*>(file) + 1);
}

// What could not be written is given up: its commit fails, and SQLite writes the pages anew.
int Flush(sqlite3_file* file) {
    LogFile& log = Log(file);
    if (log.count == 0) return SQLITE_OK;
    const int count = log.count;
    log.count = 0;
    return Inner(file)->pMethods->xWrite(Inner(file), log.bytes, count, log.from);
}

// `then` on the system's file, once nothing is gathered any more.
template <class Then>
int Flushed(sqlite3_file* file, Then&& then) {
    const int code = Flush(file);
    const int other = then(Inner(file)->pMethods, Inner(file));
    return code != SQLITE_OK ? code : other;
}

int Write(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 at) {
    LogFile& log = Log(file);
    const bool follows = log.count > 0 && at == log.from + log.count;
    if (log.count > 0 && (!follows || log.count + count > kRoom)) {
        if (const int code = Flush(file); code != SQLITE_OK) return code;
    }
    if (count > kRoom) return Inner(file)->pMethods->xWrite(Inner(file), bytes, count, at);
    if (log.count == 0) log.from = at;
    std::memcpy(log.bytes + log.count, bytes, static_cast<std::size_t>(count));
    log.count += count;
    return SQLITE_OK;
}

int Read(sqlite3_file* file, void* bytes, int count, sqlite3_int64 at) {
    if (const int code = Flush(file); code != SQLITE_OK) return code;
    return Inner(file)->pMethods->xRead(Inner(file), bytes, count, at);
}

int Sync(sqlite3_file* file, int flags) {
    // A sync after a failed write would say that all is well.
    if (const int code = Flush(file); code != SQLITE_OK) return code;
    return Inner(file)->pMethods->xSync(Inner(file), flags);
}

int Close(sqlite3_file* file) {
    const int code =
        Flushed(file, [](const auto* methods, sqlite3_file* inner) { return methods->xClose(inner); });
    delete[] Log(file).bytes;
    Log(file).bytes = nullptr;
    return code;
}

int Truncate(sqlite3_file* file, sqlite3_int64 size) {
    return Flushed(file, [&](const auto* m, sqlite3_file* inner) { return m->xTruncate(inner, size); });
}
int FileSize(sqlite3_file* file, sqlite3_int64* size) {
    return Flushed(file, [&](const auto* m, sqlite3_file* inner) { return m->xFileSize(inner, size); });
}
int Lock(sqlite3_file* file, int level) {
    return Flushed(file, [&](const auto* m, sqlite3_file* inner) { return m->xLock(inner, level); });
}
int Unlock(sqlite3_file* file, int level) {
    return Flushed(file, [&](const auto* m, sqlite3_file* inner) { return m->xUnlock(inner, level); });
}
int CheckReservedLock(sqlite3_file* file, int* held) {
    return Inner(file)->pMethods->xCheckReservedLock(Inner(file), held);
}
int FileControl(sqlite3_file* file, int what, void* argument) {
    return Flushed(
        file, [&](const auto* m, sqlite3_file* inner) { return m->xFileControl(inner, what, argument); });
}
int SectorSize(sqlite3_file* file) {
    return Inner(file)->pMethods->xSectorSize(Inner(file));
}
int DeviceCharacteristics(sqlite3_file* file) {
    return Inner(file)->pMethods->xDeviceCharacteristics(Inner(file));
}

// Version 1: a log has no shared memory of its own and is not mapped.
const sqlite3_io_methods kLogMethods = {1,
                                        Close,
                                        Read,
                                        Write,
                                        Truncate,
                                        Sync,
                                        FileSize,
                                        Lock,
                                        Unlock,
                                        CheckReservedLock,
                                        FileControl,
                                        SectorSize,
                                        DeviceCharacteristics,
                                        nullptr,
                                        nullptr,
                                        nullptr,
                                        nullptr,
                                        nullptr,
                                        nullptr};

int Open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out_flags) {
    if ((flags & SQLITE_OPEN_WAL) == 0) return System()->xOpen(System(), name, file, flags, out_flags);
    LogFile& log = Log(file);
    log = {};
    const int code = System()->xOpen(System(), name, Inner(file), flags, out_flags);
    if (code != SQLITE_OK) return code;
    log.bytes = new (std::nothrow) unsigned char[kRoom];
    if (log.bytes == nullptr) {
        Inner(file)->pMethods->xClose(Inner(file));
        return SQLITE_NOMEM;
    }
    log.base.pMethods = &kLogMethods;
    return SQLITE_OK;
}

}  // namespace

const char* GatheringVfs() {
    static const char* const name = [] {
        sqlite3_initialize();
        static sqlite3_vfs vfs = *System();
        vfs.zName = "qz-gathering";
        vfs.pNext = nullptr;
        vfs.szOsFile = static_cast<int>(sizeof(LogFile)) + System()->szOsFile;
        vfs.xOpen = Open;
        sqlite3_vfs_register(&vfs, 0);
        return vfs.zName;
    }();
    return name;
}

}  // namespace qz::storage
