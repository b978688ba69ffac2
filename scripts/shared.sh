# What the other scripts share; read by them, not run. They set `root` first.

program="$root/.build/release/lesson"
stamp="$root/.build/lesson.stamp"

say() { printf 'lesson: %s\n' "$*" >&2; }

# Installs what building needs on a Debian machine that has Swift.
install_packages() {
  if ! command -v swift >/dev/null 2>&1; then
    say "error: Swift is not installed, or not in PATH"
    say "  help: https://www.swift.org/install/linux has it; version 6.0 or newer"
    return 2
  fi
  # The header is what the build looks for, wherever it came from.
  if [ -e /usr/include/cmark.h ] || [ -e /usr/local/include/cmark.h ]; then return 0; fi
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    as_root=(sudo)
    [ -t 2 ] || as_root=(sudo -n)
  fi
  local by_hand="apt-get install libcmark-dev, as root; elsewhere the package with cmark.h"
  if ! command -v apt-get >/dev/null 2>&1 ||
    { [ "${#as_root[@]}" -gt 0 ] && ! command -v sudo >/dev/null 2>&1; }; then
    say "error: libcmark-dev is missing and cannot be installed from here"
    say "  help: $by_hand"
    return 2
  fi
  say "installing libcmark-dev …"
  local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get)
  local packages=(-y --no-install-recommends libcmark-dev)
  # A machine may know the package already; if not, its lists are old.
  if ! "${apt[@]}" install -qq "${packages[@]}" >/dev/null 2>&1; then
    "${apt[@]}" update -qq >&2 || true
    if ! "${apt[@]}" install -qq "${packages[@]}" >&2; then
      say "error: libcmark-dev could not be installed"
      say "  help: $by_hand"
      return 2
    fi
  fi
}

# Whether a source is newer than the program. Folders count: a file may have been removed.
is_stale() {
  [ -x "$program" ] && [ -e "$stamp" ] || return 0
  [ -n "$(find "$root/Sources" "$root/Package.swift" -newer "$stamp" -print -quit 2>/dev/null)" ]
}

# Builds the release program if it is stale; one build at a time.
build_program() {
  is_stale || return 0
  install_packages || return
  mkdir -p "$root/.build" || return 2
  (
    if command -v flock >/dev/null 2>&1; then flock 9; fi
    # Another one may have built it while this one waited.
    is_stale || exit 0
    if [ -x "$program" ]; then
      say "building what changed …"
    else
      say "building; the first time takes a few minutes …"
    fi
    touch "$stamp.new"
    log="$root/.build/lesson-build.log"
    if ! swift build --package-path "$root" -c release --static-swift-stdlib --product lesson \
      >"$log" 2>&1 9>&-; then
      grep -E '(^|[^a-z])error:' "$log" | sort -u | head -20 >&2 || tail -20 "$log" >&2
      say "error: the program could not be built; all of it: $log"
      rm -f "$stamp.new"
      exit 2
    fi
    mv -f "$stamp.new" "$stamp"
  ) 9>"$root/.build/lesson.lock"
}
