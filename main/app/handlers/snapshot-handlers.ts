import type { TakenSnapshot } from '../../../preload/contract/types.ts';
import { diskSpace } from '../../engine/disk-space.ts';
import type { WorkOptions } from '../../engine/engine.ts';
import { EngineError, toPlainError } from '../../engine/errors.ts';
import type { SnapshotProof } from '../../engine/snapshot/seal.ts';
import { ownSigningKey, publicSigningKey } from '../../settings/signing-key.ts';
import { asWhom } from '../gate.ts';
import { endOfProof, endOfSnapshot } from '../job-ends.ts';
import { pathOfSnapshot } from '../repositories.ts';
import { choosePath } from './choose-path.ts';
import type { AreaHandlers, HandlerContext } from './context.ts';

/** Repositories, and the snapshots in them. */
export function snapshotHandlers(context: HandlerContext): AreaHandlers<'repositories' | 'snapshots'> {
  const { session, jobs, log, longWorks } = context;
  const { repositories, snapshots } = session;
  /** Work that reads or tidies a repository, and that is not to be ended by a slip. */
  const upkeep = <T>(job: string, work: (options: WorkOptions) => Promise<T>): Promise<T> =>
    longWorks.run({ kind: 'repository', job }, () => jobs.run(job, work));
  const prove = (
    { job, repository, snapshot }: { job: string; repository: string; snapshot: string },
    how: 'test' | 'verify',
  ): Promise<SnapshotProof> =>
    upkeep(job, (options) =>
      log.record(
        { kind: 'proof', packagePath: pathOfSnapshot(repositories.require(repository), snapshot) },
        async () => snapshots[how](await repositories.addressOf(repository), snapshot, options),
        endOfProof,
      ),
    );
  return {
    'repositories:list': async () => ({
      repositories: repositories.list(),
      signingKey: publicSigningKey(),
    }),
    'repositories:keyring': () => repositories.keyring(),
    'repositories:choose': async () => {
      const folder = await choosePath(context, 'repository');
      return folder === null ? null : repositories.describe(folder);
    },
    'repositories:create': ({ folder, name, passphrase, remember }) =>
      repositories.create(folder, name, passphrase, remember),
    'repositories:add': ({ folder, name }) => repositories.add(folder, name),
    'repositories:forget': ({ id }) => repositories.forget(id),
    'repositories:unlock': ({ id, secret, remember }) => repositories.unlock(id, secret, remember),
    'snapshots:list': async ({ repository }) => snapshots.list(await repositories.addressOf(repository)),
    'snapshots:measure': ({ job, repository, storage }) =>
      jobs.run(job, async (options) => {
        const { path } = repositories.require(repository);
        const { exports } = await session.settled();
        const size = await exports.measure(session.folderOf(storage), path, options);
        return { size, freeBytes: (await diskSpace(path))?.freeBytes ?? null };
      }),
    'snapshots:take': ({ job, repository, kind, tags, storage, test, sign }, call) =>
      longWorks.run({ kind: 'snapshot', job }, () =>
        jobs.run(job, (options) => {
          const storageRoot = session.folderOf(storage);
          const { path: packagePath } = repositories.require(repository);
          return log.record(
            { ...asWhom(call), kind: 'snapshot', packagePath, target: session.facts().target, storageRoot },
            async (): Promise<TakenSnapshot> => {
              const address = await repositories.addressOf(repository);
              await session.settled();
              const signing = sign ? { signWith: (await ownSigningKey()).privateKey } : {};
              const request = { kind, tags, storageRoot, ...signing };
              const snapshot = await snapshots.take(address, request, options);
              if (!test) return { snapshot, proof: null, testError: null };
              try {
                const proof = await snapshots.test(address, snapshot.id, options);
                return { snapshot, proof, testError: null };
              } catch (error) {
                // The snapshot is there and stays: it is only not proven.
                if (!(error instanceof EngineError)) throw error;
                return { snapshot, proof: null, testError: toPlainError(error) };
              }
            },
            endOfSnapshot,
          );
        }),
      ),
    'snapshots:test': (request) => prove(request, 'test'),
    'snapshots:verify': (request) => prove(request, 'verify'),
    'snapshots:open': async ({ repository, snapshot }) =>
      session.refer(pathOfSnapshot(repositories.require(repository), snapshot)),
    'snapshots:forget': async ({ repository, snapshots: ids }) =>
      snapshots.forget(await repositories.addressOf(repository), ids),
    'snapshots:check': ({ job, repository, readData }) =>
      upkeep(job, async (options) =>
        snapshots.check(await repositories.addressOf(repository), { readData }, options),
      ),
    'snapshots:prune': ({ job, repository, dryRun }) =>
      upkeep(job, async (options) =>
        snapshots.prune(await repositories.addressOf(repository), { dryRun }, options),
      ),
    'snapshots:repair': ({ job, repository }) =>
      upkeep(job, async (options) => snapshots.repair(await repositories.addressOf(repository), options)),
    'snapshots:unlock': async ({ repository }) => snapshots.unlock(await repositories.addressOf(repository)),
    'snapshots:compare': ({ job, repository, ...request }) =>
      jobs.run(job, async (options) =>
        snapshots.compare(
          await repositories.addressOf(repository),
          { ...request, storageRoot: null, keep: true },
          options,
        ),
      ),
    'snapshots:compare-live': ({ job, repository, storage, ...request }) =>
      jobs.run(job, async (options) => {
        const address = await repositories.addressOf(repository);
        const storageRoot = session.folderOf(storage);
        await session.settled();
        return snapshots.compare(address, { ...request, now: null, storageRoot, keep: true }, options);
      }),
    'snapshots:timeline': ({ job, repository, ...request }) =>
      jobs.run(job, async (options) =>
        snapshots.timeline(await repositories.addressOf(repository), request, options),
      ),
  };
}
