# What the other scripts share; read by them, not run. They set `root` first.

program="$root/.build/release/lesson"
stamp="$root/.build/lesson.stamp"

say() { printf 'lesson: %s\n' "$*" >&2; }

# The Debian packages that typeset formulas on pages: KaTeX, and Duktape, which runs it.
math_packages="libjs-katex libduktape207"

# Installs packages quietly. $1 is where the messages of the last attempt go: 2, or nowhere.
apt_install() {
  local messages="$1"
  shift
  command -v apt-get >/dev/null 2>&1 || return 1
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null 2>&1 || return 1
    as_root=(sudo)
    # A password is asked for only where someone can type it, and what is installed is needed.
    [ -t 2 ] && [ "$messages" = 2 ] || as_root=(sudo -n)
  fi
  local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get)
  local install=(install -qq -y --no-install-recommends "$@")
  # A machine may know the package already; if not, its lists are old.
  "${apt[@]}" "${install[@]}" >/dev/null 2>&1 && return 0
  if [ "$messages" = 2 ]; then
    "${apt[@]}" update -qq >&2 || true
    "${apt[@]}" "${install[@]}" >&2
  else
    timeout 120 "${apt[@]}" update -qq >/dev/null 2>&1 || true
    timeout 120 "${apt[@]}" "${install[@]}" >/dev/null 2>&1
  fi
}

# Whether formulas can be typeset: KaTeX's files and Duktape's library are there.
has_math() {
  [ -e "${LESSON_KATEX:-/usr/share/javascript/katex}/katex.min.css" ] || return 1
  local folder
  for folder in /usr/lib/*-linux-gnu /usr/lib /usr/lib64 /usr/local/lib; do
    if [ -e "$folder/libduktape.so.207" ] || [ -e "$folder/libduktape.so" ]; then return 0; fi
  done
  return 1
}

# Installs what building needs on a Debian machine that has Swift, and, where that can be done
# without a question, what typesets formulas; the program works without.
install_packages() {
  if ! command -v swift >/dev/null 2>&1; then
    say "error: Swift is not installed, or not in PATH"
    say "  help: https://www.swift.org/install/linux has it; version 6.0 or newer"
    return 2
  fi
  # The header is what the build looks for, wherever it came from.
  if [ ! -e /usr/include/cmark.h ] && [ ! -e /usr/local/include/cmark.h ]; then
    say "installing libcmark-dev …"
    if ! apt_install 2 libcmark-dev; then
      say "error: libcmark-dev could not be installed"
      say "  help: apt-get install libcmark-dev, as root; elsewhere the package with cmark.h"
      return 2
    fi
  fi
  install_math
}

# Tries once per checkout: a machine where it fails is not asked again at every build.
install_math() {
  if has_math || [ -n "${LESSON_KATEX:-}" ] || [ -e "$root/.build/lesson-math.tried" ]; then
    return 0
  fi
  say "installing $math_packages, for formulas on pages …"
  # shellcheck disable=SC2086
  if ! apt_install 0 $math_packages; then
    say "note: formulas on pages will be plain text; to have them typeset: apt-get install $math_packages"
  fi
  mkdir -p "$root/.build" && : >"$root/.build/lesson-math.tried"
  return 0
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
    # At a fixed address nothing is relocated at each start: 2 ms and 2 MB less.
    if ! swift build --package-path "$root" -c release --static-swift-stdlib --product lesson \
      -Xlinker --no-pie >"$log" 2>&1 9>&-; then
      grep -E '(^|[^a-z])error:' "$log" | sort -u | head -20 >&2 || tail -20 "$log" >&2
      say "error: the program could not be built; all of it: $log"
      rm -f "$stamp.new"
      exit 2
    fi
    mv -f "$stamp.new" "$stamp"
  ) 9>"$root/.build/lesson.lock"
}
