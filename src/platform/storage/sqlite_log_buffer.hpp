// SQLite appends to its write-ahead log in two small writes for each page: a request's six or seven pages are
// fourteen calls into the system. Here they are gathered and written sixteen pages at a time.
#pragma once

namespace qz::storage {

// The name of a VFS like the system's own, whose connections gather what they append to the log. Only for a
// connection that is synchronous=FULL: nobody hears of a commit's pages before the log was synced, and what
// was gathered is written before the sync. Whatever else is done with the log writes it first too.
const char* GatheringVfs();

}  // namespace qz::storage
