"""Where nginx is on this machine, which tests of the web server run where it is installed."""

import shutil

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
