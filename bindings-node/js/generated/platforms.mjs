// Written by `cargo xtask gen` from tools/xtask/src/package/platforms.rs; do not edit.

/** The release that this is; an addon of another one is refused. */
export const VERSION = '0.1.0';

/** What releases have an addon for, in the order in which they are tried. */
export const PLATFORMS = [
  { target: 'linux-x64-gnu', os: 'linux', cpu: 'x64', libc: 'glibc' },
  { target: 'linux-x64-musl', os: 'linux', cpu: 'x64', libc: 'musl' },
  { target: 'linux-arm64-gnu', os: 'linux', cpu: 'arm64', libc: 'glibc' },
  { target: 'linux-arm64-musl', os: 'linux', cpu: 'arm64', libc: 'musl' },
  { target: 'darwin-x64', os: 'darwin', cpu: 'x64' },
  { target: 'darwin-arm64', os: 'darwin', cpu: 'arm64' },
  { target: 'win32-x64-msvc', os: 'win32', cpu: 'x64' },
];

/** The package that carries it. */
export const packageOf = (target) => `@payseal/node-${target}`;

/** Its file, there and in a checkout. */
export const fileOf = (target) => `payseal.${target}.node`;
