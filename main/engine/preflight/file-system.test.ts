import { describe, expect, it } from 'vitest';
import { mountedType } from './file-system.ts';

const MOUNTS = `/dev/vda / ext4 rw,relatime 0 0
tmpfs /run tmpfs rw 0 0
files:/export /srv/edms nfs4 rw,vers=4.2 0 0
/dev/sdb1 /srv/edms/storage\\040new xfs rw 0 0
overlay /srv/edms/over overlay rw 0 0
//files/edms /srv/edms/over cifs rw 0 0
`;

describe('the file system of a folder', () => {
  it.each([
    ['/home/edms', 'ext4'],
    ['/srv/edms', 'nfs4'],
    ['/srv/edms/documents', 'nfs4'],
    ['/srv/edms2', 'ext4'],
    ['/srv/edms/storage new/documents', 'xfs'],
    ['/srv/edms/over/a', 'cifs'],
  ])('is that of the innermost mount, the last one put there: %s', (folder, type) => {
    expect(mountedType(MOUNTS, folder)).toBe(type);
  });

  it('is not known where nothing is mounted', () => expect(mountedType('', '/home')).toBeNull());
});
