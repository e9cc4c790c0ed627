#!/usr/bin/env python3
"""Checks an audit bundle (`qingzhuang export audit FILE`) without the program that wrote it.

    verify-audit.py BUNDLE [--key HEX …] [--older BUNDLE]

Rebuilds every leaf and the Merkle tree of RFC 9162 (SHA-256), and holds every checkpoint's root and Ed25519 signature
against it. --key names the public keys you trust (64 hexadecimal digits; ask the operator on paper); without it the keys
in the bundle are taken on faith, and the report says so. --older proves that this bundle continues an earlier one, so
that nothing was altered or cut off since. Exit status: 0 all holds, 1 something does not, 2 the file cannot be read.

Needs Python 3.9 and, for the signatures, the openssl command (3.0 or newer).
"""

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile

MEMBERS = {"account", "actor_unit", "at", "capability", "commitment", "detail", "for_post", "id", "number", "object",
           "outcome", "person", "post", "unit"}


def leaf_hash(leaf):
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


class RunningRoot:
    """The root of a growing list of leaves; one hash for each bit of its size."""

    def __init__(self):
        self.size = 0
        self.peaks = []

    def add(self, value):
        rest = self.size
        while rest & 1:
            value = node_hash(self.peaks.pop(), value)
            rest >>= 1
        self.peaks.append(value)
        self.size += 1

    def root(self):
        if not self.peaks:
            return hashlib.sha256(b"").digest()
        value = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            value = node_hash(peak, value)
        return value


def signature_holds(public_key, message, signature):
    # A SubjectPublicKeyInfo of RFC 8410 around the 32 bytes.
    spki = bytes.fromhex("302a300506032b6570032100") + public_key
    with tempfile.TemporaryDirectory() as folder:
        paths = {}
        for name, data in (("key", spki), ("message", message), ("signature", signature)):
            paths[name] = os.path.join(folder, name)
            with open(paths[name], "wb") as file:
                file.write(data)
        run = subprocess.run(
            ["openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", paths["key"], "-rawin",
             "-in", paths["message"], "-sigfile", paths["signature"]],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        return run.returncode == 0


def checkpoint_text(checkpoint):
    return "qingzhuang audit checkpoint 1\n{origin}\nsha256\n{size}\n{root}\n{at}\n".format(**checkpoint).encode()


def read_bundle(path, report):
    """The roots at every size, and the checkpoints. Lines that are not canonical are faults: one leaf, one text."""
    roots = {}
    checkpoints = []
    running = RunningRoot()
    wanted = set()
    with open(path, "rb") as file:
        lines = file.read().split(b"\n")
    if not lines or b'"qingzhuang audit 1"' not in lines[0]:
        raise ValueError("not an audit bundle")
    for line in lines:
        if line.startswith(b'{"checkpoint"'):
            checkpoint = json.loads(line)["checkpoint"]
            checkpoints.append(checkpoint)
            wanted.add(int(checkpoint["size"]))
    declared = int(json.loads(lines[0])["size"])
    for place, line in enumerate(lines[1:], 2):
        if not line or line.startswith(b'{"checkpoint"'):
            continue
        entry = json.loads(line)
        canonical = json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        if canonical != line or set(entry) != MEMBERS:
            report("line %d: the entry is not in its canonical form" % place)
        if entry.get("number") != str(running.size + 1):
            report("line %d: entry %s stands where %d belongs" % (place, entry.get("number"), running.size + 1))
        running.add(leaf_hash(line))
        if running.size in wanted:
            roots[running.size] = running.root()
    if declared != running.size:
        report("the bundle announces %d entries and holds %d" % (declared, running.size))
    return running, roots, checkpoints


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bundle")
    parser.add_argument("--key", action="append", default=[], help="a public key you trust, 64 hexadecimal digits")
    parser.add_argument("--older", help="a bundle of the same log that was exported earlier")
    arguments = parser.parse_args()

    faults = []
    try:
        running, roots, checkpoints = read_bundle(arguments.bundle, faults.append)
        older = read_bundle(arguments.older, lambda fault: faults.append("older bundle: " + fault)) if arguments.older else None
    except (OSError, ValueError, KeyError, TypeError) as error:
        print("cannot read: %s" % error, file=sys.stderr)
        return 2

    trusted = {key.lower() for key in arguments.key}
    origins = {checkpoint["origin"] for checkpoint in checkpoints}
    if len(origins) > 1:
        faults.append("checkpoints of more than one log: " + ", ".join(sorted(origins)))
    if running.size and (not checkpoints or int(checkpoints[-1]["size"]) != running.size):
        faults.append("no checkpoint covers the last entry")
    before = 0
    for checkpoint in checkpoints:
        size = int(checkpoint["size"])
        name = "checkpoint %d" % size
        if roots.get(size, b"").hex() != checkpoint["root"]:
            faults.append(name + ": the entries make another root")
        if size <= before or size - before > 1000:
            faults.append(name + ": a checkpoint is missing or out of order before it")
        before = size
        if checkpoint["suite"] != "ed25519":
            faults.append(name + ": unknown suite " + checkpoint["suite"])
        elif trusted and checkpoint["public_key"] not in trusted:
            faults.append(name + ": signed with a key that is not trusted")
        elif not signature_holds(bytes.fromhex(checkpoint["public_key"]), checkpoint_text(checkpoint),
                                 bytes.fromhex(checkpoint["signature"])):
            faults.append(name + ": the signature does not hold")
    if older:
        for checkpoint in older[2]:
            if not any(mine["size"] == checkpoint["size"] and mine["root"] == checkpoint["root"] and
                       mine["origin"] == checkpoint["origin"] for mine in checkpoints):
                faults.append("the older bundle's checkpoint %s is not part of this one" % checkpoint["size"])

    for fault in faults:
        print(fault, file=sys.stderr)
    keys = sorted({checkpoint["public_key"] for checkpoint in checkpoints})
    print("%d entries, %d checkpoints, root %s" % (running.size, len(checkpoints), running.root().hex()))
    print("signed with %s%s" % (", ".join(keys) or "nothing", "" if trusted else " (taken from the bundle; compare it with the operator's)"))
    print("everything holds" if not faults else "%d faults" % len(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
