"""What changed in this repository lately, for the checks that look only at that."""
import subprocess


def git(root, *words):
    result = subprocess.run(["git", "-C", str(root), *words], capture_output=True, text=True)
    return result.stdout.strip() if result.returncode == 0 else None


def base(root):
    """The commit that changes count from: origin/main where this is ahead of it, else ten commits back, if there are."""
    main = git(root, "merge-base", "origin/main", "HEAD")
    if main and main != git(root, "rev-parse", "HEAD"):
        return main
    count = int(git(root, "rev-list", "--count", "--first-parent", "HEAD") or 0)
    return f"HEAD~{min(10, count - 1)}" if count > 1 else None


def changed(root):
    """Files that differ from the base, committed or not, without those that are gone; all files where there is no base."""
    start = base(root)
    names = git(root, "diff", "--name-only", "--diff-filter=d", start) if start else git(root, "ls-files")
    new = git(root, "ls-files", "--others", "--exclude-standard")
    return sorted({name for name in f"{names or ''}\n{new or ''}".split("\n") if name})
