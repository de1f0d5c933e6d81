"""The sandbox ("pause") image, made by Sampan itself: no registry and no compiler.

Its one program is the first process of a pod's shared namespaces. It holds them open, reaps orphans when the pod shares
its process namespace, and ends on SIGTERM or SIGINT. It blocks the three signals and takes them one by one with
rt_sigtimedwait: a blocked signal is delivered even to process 1, which ignores unhandled ones, and no handler is
needed. (upstream: build/pause/linux/pause.c)

    block SIGINT, SIGTERM, SIGCHLD
    reap: while wait4(-1, NULL, WNOHANG, NULL) > 0
    wait: signal = rt_sigtimedwait(...)
          SIGCHLD: go to reap;  SIGTERM, SIGINT: exit_group(0);  anything else: go to wait
"""

from __future__ import annotations

import platform
import struct

from sampan.node.images.layout import File, Image, NamedImage, layer

SIGINT, SIGTERM, SIGCHLD = 2, 15, 17
MASK = 1 << SIGINT - 1 | 1 << SIGTERM - 1 | 1 << SIGCHLD - 1

BASE = 0x400000
HEADER = struct.Struct('<16sHHIQQQIHHHHHH')
SEGMENT = struct.Struct('<IIQQQQQQ')
MACHINES = {'amd64': 62, 'arm64': 183}
ARCHITECTURES = {'x86_64': 'amd64', 'aarch64': 'arm64'}

USER = '65535:65535'  # as upstream's image: nobody in particular


def architecture() -> str:
    """This machine's architecture in Go's words. Raises KeyError for one Sampan has no pause program for."""
    return ARCHITECTURES[platform.machine()]


def image(name: str, machine: str = '') -> NamedImage:
    """The sandbox image under this name, for this machine's architecture by default."""
    machine = machine or architecture()
    content = layer([File('pause', program(machine))])
    config = {'Entrypoint': ['/pause'], 'User': USER, 'Env': ['PATH=/'], 'WorkingDir': '/'}
    return NamedImage(name, Image([content], machine, config).manifest())


def program(machine: str) -> bytes:
    """The pause program: a static ELF executable of one segment."""
    code = {'amd64': _amd64, 'arm64': _arm64}[machine]()
    start = HEADER.size + SEGMENT.size
    size = start + len(code)
    identity = b'\x7fELF' + bytes([2, 1, 1, 0]) + bytes(8)  # 64 bit, little endian, version 1, System V
    header = HEADER.pack(
        identity, 2, MACHINES[machine], 1, BASE + start, HEADER.size, 0, 0, HEADER.size, SEGMENT.size, 1, 0, 0, 0
    )
    segment = SEGMENT.pack(1, 5, 0, BASE, BASE, size, size, 0x10000)  # PT_LOAD, readable and executable
    return header + segment + code


def _amd64() -> bytes:
    syscall = b'\x0f\x05'

    def call(number: int) -> bytes:
        return b'\xb8' + struct.pack('<I', number) + syscall  # mov eax, number; syscall

    set_size = b'\x41\xba\x08\x00\x00\x00'  # mov r10d, 8
    block = (
        b'\x68'
        + struct.pack('<I', MASK)  # push MASK
        + b'\x48\x89\xe6'  # mov rsi, rsp
        + b'\x31\xff\x31\xd2'  # xor edi, edi (SIG_BLOCK); xor edx, edx
        + set_size
        + call(14)  # rt_sigprocmask
    )
    reap = (
        b'\x48\x83\xcf\xff'  # or rdi, -1
        + b'\x31\xf6'  # xor esi, esi
        + b'\xba\x01\x00\x00\x00'  # mov edx, 1 (WNOHANG)
        + b'\x45\x31\xd2'  # xor r10d, r10d
        + call(61)  # wait4
        + b'\x85\xc0'  # test eax, eax
    )
    reap += b'\x7f' + struct.pack('b', -len(reap) - 2)  # jg reap
    wait = (
        b'\x48\x89\xe7'  # mov rdi, rsp
        + b'\x31\xf6\x31\xd2'  # xor esi, esi; xor edx, edx
        + set_size
        + call(128)  # rt_sigtimedwait
        + b'\x83\xf8'
        + bytes([SIGCHLD])  # cmp eax, SIGCHLD
    )
    wait += b'\x74' + struct.pack('b', -len(wait) - 2 - len(reap))  # je reap
    wait += b'\x83\xf8' + bytes([SIGTERM]) + b'\x74\x05'  # cmp eax, SIGTERM; je leave
    wait += b'\x83\xf8' + bytes([SIGINT])  # cmp eax, SIGINT
    wait += b'\x75' + struct.pack('b', -len(wait) - 2)  # jne wait
    leave = b'\x31\xff' + call(231)  # xor edi, edi; exit_group
    return block + reap + wait + leave


def _arm64() -> bytes:
    sp = 31
    equal, unequal, greater = 0, 1, 12
    svc = 0xD4000001

    def move(register: int, value: int) -> int:  # movz
        return 0xD2800000 | value << 5 | register

    def move_sp(register: int) -> int:  # add register, sp, #0
        return 0x91000000 | sp << 5 | register

    def compare(value: int) -> int:  # cmp w0, #value
        return 0x7100001F | value << 10

    def branch(condition: int, words: int) -> int:
        return 0x54000000 | (words & 0x7FFFF) << 5 | condition

    block = [
        0xD10043FF,  # sub sp, sp, #16
        move(0, MASK & 0xFFFF),
        0xF2A00000 | MASK >> 16 << 5,  # movk x0, #high, lsl #16
        0xF90003E0,  # str x0, [sp]
        *(move(0, 0), move_sp(1), move(2, 0), move(3, 8), move(8, 135), svc),  # rt_sigprocmask
    ]
    reap = [
        0x92800000,  # movn x0, #0: -1
        *(move(1, 0), move(2, 1), move(3, 0), move(8, 260), svc),  # wait4
        compare(0),
    ]
    reap.append(branch(greater, -len(reap)))
    wait = [move_sp(0), move(1, 0), move(2, 0), move(3, 8), move(8, 137), svc, compare(SIGCHLD)]  # rt_sigtimedwait
    wait.append(branch(equal, -len(wait) - len(reap)))
    wait += [compare(SIGTERM), branch(equal, 3), compare(SIGINT)]
    wait.append(branch(unequal, -len(wait)))
    leave = [move(0, 0), move(8, 94), svc]  # exit_group
    return struct.pack(f'<{len(block) + len(reap) + len(wait) + len(leave)}I', *block, *reap, *wait, *leave)
