"""Small images for tests, made from Debian's busybox-static: no registry is needed."""

from __future__ import annotations

import functools
import subprocess
from collections.abc import Sequence
from pathlib import Path

from sampan.node.images import layout, pause

BUSYBOX = Path('/bin/busybox')

FOLDERS = ('bin', 'etc', 'root', 'var', 'usr', 'usr/bin', 'www', 'home', 'proc', 'sys', 'dev')
PASSWD = b'root:x:0:0:root:/root:/bin/sh\nwww:x:1000:1000:www:/home:/bin/sh\nnobody:x:65534:65534::/:/bin/false\n'
GROUP = b'root:x:0:\nwww:x:1000:\nnogroup:x:65534:\n'


@functools.cache
def busybox_layer() -> layout.Blob:
    """A root file system: busybox under all its names, users root, www (1000) and nobody."""
    applets = subprocess.run([BUSYBOX, '--list'], check=True, capture_output=True, text=True).stdout.split()
    files = [layout.File(folder, folder=True) for folder in FOLDERS]
    files.append(layout.File('tmp', folder=True, mode=0o1777))
    files.append(layout.File('etc/passwd', PASSWD, 0o644))
    files.append(layout.File('etc/group', GROUP, 0o644))
    files.append(layout.File('bin/busybox', BUSYBOX.read_bytes()))
    files += [layout.File(f'bin/{applet}', link='busybox', mode=0o777) for applet in applets if applet != 'busybox']
    return layout.layer(files)


def busybox(
    name: str = 'localhost/busybox:test',
    *,
    command: Sequence[str] = ('sh',),
    entrypoint: Sequence[str] = (),
    user: str = '',
    working_dir: str = '',
    env: Sequence[str] = (),
    files: Sequence[layout.File] = (),
    stop_signal: str = '',
) -> layout.NamedImage:
    """A busybox image with this configuration, and more files in a layer of their own."""
    config: dict[str, object] = {'Env': ['PATH=/bin:/usr/bin', *env]}
    for key, value in (('Cmd', list(command)), ('Entrypoint', list(entrypoint)), ('User', user)):
        if value:
            config[key] = value
    if working_dir:
        config['WorkingDir'] = working_dir
    if stop_signal:
        config['StopSignal'] = stop_signal
    layers = [busybox_layer()]
    if files:
        layers.append(layout.layer(files))
    return layout.NamedImage(name, layout.Image(layers, pause.architecture(), config).manifest())
