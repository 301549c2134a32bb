# Shared by the commands in this folder: makes and refreshes the environments they run in.

set -euo pipefail
cd_from=$PWD
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
venv=$root/.venv
python=$venv/bin/python
tools=$root/.tools

fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

need() { # need COMMAND PACKAGE
    command -v "$1" >/dev/null || fail "$1 is missing. On Debian: apt-get install $2"
}

find_python() {
    local candidate
    for candidate in python3.11 python3; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    fail "Python 3.11 is missing. On Debian 12: apt-get install python3 python3-venv"
}

make_environment() { # make_environment FOLDER LOCKFILE: the packages of the lock file, nothing resolved anew
    local folder=$1 lock=$2 stamp
    stamp=$folder/.installed-$(basename "$lock")
    if [[ ! -x $folder/bin/python ]]; then
        "$(find_python)" -m venv "$folder" ||
            fail "The environment $folder could not be made. On Debian: apt-get install python3-venv"
    fi
    cmp --silent "$lock" "$stamp" && return
    echo "Installing $(basename "$lock") …" >&2
    "$folder/bin/python" -m pip install --quiet --disable-pip-version-check --no-input --no-deps \
        --require-hashes --requirement "$lock" || fail "The packages of $lock could not be installed."
    cp "$lock" "$stamp"
}

compile_messages() {
    local source target
    for source in "$root"/locale/*/LC_MESSAGES/*.po; do
        target=${source%.po}.mo
        if [[ -f $source && ! $target -nt $source ]]; then
            need msgfmt gettext
            msgfmt --check-format --output-file="$target.$$" "$source"
            mv "$target.$$" "$target"
        fi
    done
}

# One command at a time prepares; the lock is let go of before the command proper runs.
prepare() { # prepare [dev] [tools]
    need setpriv util-linux
    mkdir -p "$tools"
    exec 9>"$tools/lock"
    flock 9
    make_environment "$venv" "$root/requirements.txt"
    if [[ " $* " == *" dev "* ]]; then
        make_environment "$venv" "$root/requirements-dev.txt"
    fi
    if [[ " $* " == *" tools "* ]]; then
        make_environment "$tools/semgrep" "$root/requirements-semgrep.txt"
    fi
    compile_messages
    exec 9>&-
}

# python -m finds the packages by the current folder; a relative --data or file name would change its meaning.
run_module() { # run_module MODULE ARGUMENT…
    cd "$cd_from"
    PYTHONPATH=$root${PYTHONPATH:+:$PYTHONPATH} exec "$python" -m "$@"
}
