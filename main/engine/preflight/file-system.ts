import { readFile, realpath } from 'node:fs/promises';
import path from 'node:path';

/** What kind of file system a folder lies on. */
export interface FileSystem {
  /** `ext4`, `nfs4`, as the kernel names it; null where that cannot be told (only Linux says). */
  readonly type: string | null;
  /** True when it lies on another machine, whose moves and syncs are only as good as its server's. */
  readonly network: boolean;
}

export async function fileSystemOf(folder: string): Promise<FileSystem> {
  const [mounts, real] = await Promise.all([
    readFile('/proc/mounts', 'utf8').catch(() => null),
    realpath(folder).catch(() => path.resolve(folder)),
  ]);
  const type = mounts === null ? null : mountedType(mounts, real);
  return { type, network: type !== null && NETWORK_TYPES.test(type) };
}

const NETWORK_TYPES =
  /^(?:nfs\d?|cifs|smb\w*|9p|afs|ceph|glusterfs|fuse\.(?:sshfs|glusterfs|rclone|s3fs|davfs\d?))$/;

/** The type of the innermost mount that holds `folder`; of two on one place the later counts (proc(5)). */
export function mountedType(mounts: string, folder: string): string | null {
  let [best, type]: [string, string | null] = ['', null];
  for (const line of mounts.split('\n')) {
    const [, place, kind] = line.split(' ');
    if (place === undefined || kind === undefined) continue;
    const mount = place.replace(/\\(\d{3})/g, (_, octal: string) =>
      String.fromCharCode(Number.parseInt(octal, 8)),
    );
    const inside = mount === '/' || folder === mount || folder.startsWith(`${mount}/`);
    if (inside && mount.length >= best.length) [best, type] = [mount, kind];
  }
  return type;
}
