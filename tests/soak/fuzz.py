"""Builds and runs every src/**/fuzz_*.cpp with clang's libFuzzer under address and undefined sanitizers."""
import glob
import os
import re
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

from house import tell

FLAGS = ["-std=c++20", "-g", "-O1", "-fsanitize=fuzzer,address,undefined", "-fno-sanitize-recover=all", "-Isrc", "-include",
         "src/platform/base/precompiled.hpp"]


def recipe_of(root, fuzzer):
    """Sources and libraries as the fuzzer's own first lines name them: src/room/{a,b}.cpp src/base/c.cpp -lzip."""
    with open(fuzzer, encoding="utf-8") as text:
        head = re.match(r"(?://[^\n]*\n)+", text.read())
    tell(head, f"{fuzzer} does not say how it is built")
    words = head.group(0)
    sources = []
    for folder, names, name in re.findall(r"(src(?:/\w+)*)/(?:\{([\w,]+)\}|(\w+))\.cpp", words):
        sources += [os.path.join(root, folder, one + ".cpp") for one in (names or name).split(",")]
    tell(fuzzer in sources, f"{fuzzer} does not name its own sources")
    return sources, sorted(set(re.findall(r"(?<![\w-])-l\w+", words)))


def build(root, fuzzer, target):
    sources, libraries = recipe_of(root, fuzzer)
    done = subprocess.run(["clang++-14", *FLAGS, *sources, *libraries, "-o", target], cwd=root, capture_output=True,
                          text=True, check=False)
    tell(done.returncode == 0, f"{fuzzer} does not build:\n{done.stderr[-3000:]}")


def run(root, scratch, seconds, report):
    os.makedirs(scratch)
    fuzzers = sorted(glob.glob(os.path.join(root, "src", "**", "fuzz_*.cpp"), recursive=True))
    tell(fuzzers, "there is no fuzzer under src/")
    targets = {source: os.path.join(scratch, os.path.basename(source)[len("fuzz_"):-len(".cpp")]) for source in fuzzers}
    report.say(f"building {len(fuzzers)} fuzzers")
    with ThreadPoolExecutor(os.cpu_count() or 2) as pool:
        list(pool.map(lambda source: build(root, source, targets[source]), fuzzers))
    running = []
    for target in targets.values():
        folder = target + "-corpus"
        os.makedirs(folder)
        log = open(target + ".log", "wb")  # closed with the program
        running.append((os.path.basename(target), target, log, subprocess.Popen(
            [target, folder, f"-max_total_time={seconds}", "-max_len=65536", "-timeout=30", "-rss_limit_mb=1024",
             "-print_final_stats=1", f"-artifact_prefix={target}-"], cwd=scratch, stdin=subprocess.DEVNULL, stdout=log,
            stderr=log)))
    end = time.monotonic() + seconds + 120
    faults = []
    for name, target, log, process in running:
        try:
            status = process.wait(max(1, end - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            status = "no end"
        log.close()
        with open(target + ".log", encoding="utf-8", errors="replace") as text:
            said = text.read()
        runs = re.search(r"stat::number_of_executed_units: (\d+)", said)
        if status == 0 and runs:
            report.result(f"Fuzzer of {name}: {int(runs.group(1)):,} inputs in {seconds} s under address and undefined "
                          f"sanitizers, no fault.")
        else:
            faults.append(f"fuzzer of {name} ended with {status}:\n{said[-3000:]}")
    tell(not faults, "\n".join(faults))
