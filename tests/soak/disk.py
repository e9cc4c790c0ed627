"""A disk that fills up under a program at work: writes are refused, reads are served, and it recovers by itself."""
import ctypes
import os
import subprocess
import threading
import time

from house import Client, Fault, tell
from kills import Pairs, check_tables, submit

MEGABYTES = 160
CLIENTS = 16


def mount(folder):
    os.makedirs(folder)
    return subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m,mode=0755", "tmpfs", folder],
                          capture_output=True, text=True, check=False).returncode == 0


def enter_own_namespace():
    """Without root: a user and mount namespace of our own, in which a tmpfs may be mounted."""
    user, group = os.geteuid(), os.getegid()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(0x10000000 | 0x00020000) != 0:  # CLONE_NEWUSER | CLONE_NEWNS
        return False
    for name, text in (("setgroups", "deny"), ("uid_map", f"0 {user} 1"), ("gid_map", f"0 {group} 1")):
        with open(f"/proc/self/{name}", "w", encoding="ascii") as out:
            out.write(text)
    return True


class Fill(threading.Thread):
    """Submits until it has seen `stop`; notes every answer."""

    def __init__(self, port, pairs, stop):
        super().__init__(daemon=True)
        self.client = Client(port, "")
        self.pairs = pairs
        self.stop = stop
        self.acknowledged = {}
        self.full = []
        self.other = []

    def run(self):
        while not self.stop.is_set():
            intent = self.pairs.take()
            if intent is None:
                return
            status, answer = submit(self.client, intent)
            if status in (200, 201):
                self.acknowledged[intent["key"]] = (intent, answer["id"])
            elif status == 507:
                self.full.append(intent)
                time.sleep(0.02)
            else:
                self.other.append(f"{status} {answer}")


def run(city, folder, report):
    place = os.path.join(folder, "small-disk")
    if os.geteuid() != 0 and not enter_own_namespace():
        report.result("A full disk: left out, since neither root nor a namespace of our own is to be had here "
                      "(src/platform/storage/disk_full_test.cpp fills a database by its page limit).")
        return
    if not mount(place):
        report.result("A full disk: left out, since no tmpfs can be mounted here "
                      "(src/platform/storage/disk_full_test.cpp fills a database by its page limit).")
        return
    try:
        fill_up(city, folder, os.path.join(place, "data"), report)
    finally:
        subprocess.run(["umount", "-l", place], check=False, capture_output=True)


def fill_up(city, folder, data, report):
    program, tables = city.copy(folder, data=data)
    program.log = os.path.join(folder, "serve.log")
    program.start()
    pairs = Pairs(city)
    for number in range(160):
        pairs.tasks.append(city.publish(program.port, number))
    # The rest of the disk but a little, in steps: the log of a database under work grows and shrinks.
    ballast = os.path.join(os.path.dirname(data), "ballast")
    stop = threading.Event()
    workers = [Fill(program.port, pairs, stop) for _ in range(CLIENTS)]
    for worker in workers:
        worker.start()
    time.sleep(0.3)
    deadline = time.monotonic() + 30
    with open(ballast, "wb", buffering=0) as out:
        while sum(len(worker.full) for worker in workers) < 20 and time.monotonic() < deadline:
            try:
                out.write(b"x" * 65536)
            except OSError:
                time.sleep(0.02)
    refused = sum(len(worker.full) for worker in workers)
    # While it is full: reads.
    reader = Client(program.port, city.clerks[0][1])
    for _ in range(20):
        status, answer = reader.ask("GET", f"/api/forms/tasks/{pairs.tasks[0]}/units/{city.clerks[0][0]}")
        if status != 200:
            raise Fault(f"a read got {status} {answer} while the disk was full")
    os.remove(ballast)
    # It recovers by itself: from now on submits go through again.
    before = sum(len(worker.acknowledged) for worker in workers)
    freed = time.monotonic()
    while sum(len(worker.acknowledged) for worker in workers) < before + 50 and time.monotonic() < freed + 20:
        time.sleep(0.02)
    recovered = time.monotonic() - freed
    after = sum(len(worker.acknowledged) for worker in workers) - before
    stop.set()
    acknowledged = {}
    full = []
    for worker in workers:
        worker.join(30)
        tell(not worker.is_alive(), "a client hangs")
        tell(not worker.other, f"{len(worker.other)} other answers on a full disk: {worker.other[:1]}")
        acknowledged.update(worker.acknowledged)
        full += worker.full
    tell(refused >= 20, f"the disk was full and {refused} writes were refused with 507")
    tell(after >= 50, f"{after} writes went through within 20 s after there was room again")
    # What was refused had no effect, and is taken when it is sent again.
    for intent in full[:50]:
        status, answer = submit(reader, intent)
        tell(status in (200, 201), f"a refused return sent again got {status} {answer}")
        acknowledged[intent["key"]] = (intent, answer["id"])
    program.stop()
    check_tables(tables, acknowledged)
    status, said = program.run("verify", "audit")
    tell(status == 0, f"verify audit: {said}")
    report.result(f"A full disk (tmpfs of {MEGABYTES} MB, SQLite, {CLIENTS} clients): {len(full)} writes refused with 507, "
                  f"all reads served, {len(acknowledged)} acknowledged returns stand and none beside them; "
                  f"{after} writes within {recovered:.1f} s after there was room again, without a restart.")
