#!/usr/bin/env python3
"""Whether a receipt that somebody has is told from one that nobody has, by how long an answer takes or how long it is.

  tests/soak/timing.py <qingzhuang> [--seconds 60]

Reports are sent to the program with a small sample city; then known and unknown receipts are looked up in random order over
several connections. Held where Welch's |t| between their times is under 4.5 and every answer has one length, with and without
script. QZ_BINARY names the program where no argument does.
"""
import argparse
import base64
import ctypes
import ctypes.util
import hashlib
import hmac
import http.client
import json
import math
import os
import random
import re
import secrets
import shutil
import statistics
import sys
import tempfile
import threading
import time
import urllib.parse

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import house  # noqa: E402

TOWN = "371082101"
KNOWN = 8
CONNECTIONS = 8
MOST_T = 4.5


def lookup_of(receipt, salt):
    """QF-1: Argon2id over the twenty digits, then HKDF-SHA256 to the lookup id."""
    sodium = ctypes.CDLL(ctypes.util.find_library("sodium"))
    out = ctypes.create_string_buffer(32)
    house.tell(sodium.sodium_init() >= 0, "libsodium does not start")
    status = sodium.crypto_pwhash(out, ctypes.c_ulonglong(32), receipt.encode(), ctypes.c_ulonglong(len(receipt)), salt,
                                  ctypes.c_ulonglong(3), ctypes.c_size_t(64 << 20), ctypes.c_int(2))
    house.tell(status == 0, "Argon2id was refused")
    key = hmac.new(salt, out.raw, hashlib.sha256).digest()
    return hmac.new(key, b"qf1 lookup\x01", hashlib.sha256).digest()[:16]


def base64url(content):
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def post(connection, path, body, content_type):
    connection.request("POST", path, body, {"Content-Type": content_type})
    answer = connection.getresponse()
    content = answer.read()
    house.tell(answer.status == 200, f"{path} answered {answer.status}")
    return content


def form(connection, path, **fields):
    return post(connection, path, urllib.parse.urlencode(fields), "application/x-www-form-urlencoded")


def send_reports(port):
    """Receipts of reports sent without script: the server draws them."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    receipts = []
    for number in range(KNOWN):
        page = form(connection, "/f/plain", scope=TOWN, category="meetings", text=f"第 {number} 次会", language="zh-CN")
        found = re.search(rb'class="receipt">([0-9 ]{24})<', page)
        house.tell(found, "the form without script gave no receipt")
        receipts.append(found.group(1).decode().replace(" ", ""))
    lengths = {len(form(connection, "/f/plain/answers", receipt=receipt)) for receipt in (receipts[0], unknown_receipt(), "1" * 20)}
    connection.close()
    return receipts, lengths


def unknown_receipt():
    digits = "".join(secrets.choice("0123456789") for _ in range(18))
    return digits + f"{98 - int(digits) * 100 % 97:02d}"


def look_up(port, known, until, samples, lengths, faults):
    """Asks until the time is over; samples[0] are the times of unknown receipts, samples[1] those of known ones."""
    chance = random.SystemRandom()
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        while time.monotonic() < until:
            kind = chance.randrange(2)
            lookup = chance.choice(known) if kind else secrets.token_bytes(16)
            body = json.dumps({"lookup": base64url(lookup)})
            began = time.perf_counter()
            content = post(connection, "/f/answers", body, "application/json")
            samples[kind].append(time.perf_counter() - began)
            lengths.add(len(content))
        connection.close()
    except Exception as fault:  # told by the main thread
        faults.append(repr(fault))


def welch(one, other):
    error = statistics.variance(one) / len(one) + statistics.variance(other) / len(other)
    return (statistics.fmean(one) - statistics.fmean(other)) / math.sqrt(error + 1e-18)


def run(report, binary, folder, seconds=60):
    """`report` has result(text) and fault(text)."""
    data = os.path.join(folder, "data")
    os.makedirs(data)
    program = house.Program(binary, data, os.path.join(folder, "keys"))
    program.words += ["--sample", "--sample-within", TOWN]
    program.start()
    try:
        receipts, plain_lengths = send_reports(program.port)
        connection = http.client.HTTPConnection("127.0.0.1", program.port, timeout=30)
        connection.request("GET", "/f/office.json")
        encoded = json.loads(connection.getresponse().read())["salt"]
        connection.close()
        salt = base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))
        known = [lookup_of(receipt, salt) for receipt in receipts]
        samples, lengths, faults = ([], []), set(), []
        until = time.monotonic() + seconds
        threads = [threading.Thread(target=look_up, args=(program.port, known, until, samples, lengths, faults))
                   for _ in range(CONNECTIONS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        program.kill()
    house.tell(not faults, f"a look-up broke off: {faults[:1]}")
    house.tell(min(len(one) for one in samples) >= 30, "too few look-ups for a statement")
    t = welch(*samples)
    report.result(f"receipts: {len(samples[1])} known and {len(samples[0])} unknown, "
                  f"{statistics.fmean(samples[1]) * 1000:.3f} and {statistics.fmean(samples[0]) * 1000:.3f} ms, "
                  f"|t| = {abs(t):.2f}; lengths {sorted(lengths)}, without script {sorted(plain_lengths)}")
    if abs(t) >= MOST_T:
        report.fault(f"how long an answer takes tells a known receipt: |t| = {abs(t):.2f}")
    if len(lengths) != 1 or len(plain_lengths) != 1:
        report.fault(f"how long an answer is tells a known receipt: {sorted(lengths)}, {sorted(plain_lengths)}")


class Said:
    """A report that prints."""

    def __init__(self):
        self.faults = []

    @staticmethod
    def result(text):
        print(text)

    def fault(self, text):
        print("DOES NOT HOLD: " + text)
        self.faults.append(text)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary", nargs="?", default=os.environ.get("QZ_BINARY", ""))
    parser.add_argument("--seconds", type=float, default=60)
    options = parser.parse_args()
    if not os.access(options.binary, os.X_OK):
        sys.exit("QZ_BINARY must name the program")
    scratch = tempfile.mkdtemp(prefix="qz-timing-")
    said = Said()
    try:
        run(said, os.path.abspath(options.binary), scratch, options.seconds)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    print("timing: DID NOT HOLD" if said.faults else "timing: held")
    sys.exit(1 if said.faults else 0)


if __name__ == "__main__":
    main()
