import path from 'node:path';
import { labelOf } from '../engine/database/address.ts';
import { checkEncryptFor } from '../engine/encryption/age.ts';
import type { Engine, WorkOptions } from '../engine/engine.ts';
import { exportNameOf } from '../engine/export/export-format.ts';
import type { ExportReport, ExportRequest } from '../engine/export/export-report.ts';
import { type FormatLimit, limitsOf } from '../engine/export/format-limits.ts';
import { isWell } from '../engine/problems.ts';
import { recordJob } from '../jobs/record-job.ts';
import { ownSigningKey } from '../settings/signing-key.ts';
import type { CommonOptions } from './command-entry.ts';
import { enterTarget } from './enter-target.ts';
import { EXIT, type ExitStatus } from './exit-status.ts';
import type { ExportCommand } from './export-entry.ts';
import { withJobStore } from './job-record.ts';
import { needTarget } from './need-target.ts';
import { encryptForOf } from './open-with.ts';
import { note, show } from './output.ts';
import { renderTable } from './render.ts';
import { resolveTarget } from './resolve-target.ts';
import { storageRootOf } from './restore-command.ts';

/** `export`: kept in the list of jobs. */
export async function runExport(
  command: CommonOptions & ExportCommand,
  engine: Engine,
  work: WorkOptions,
): Promise<ExitStatus> {
  const { format, keys, canonical, select, filesOnly, includeSecrets } = command;
  const encryptFor = encryptForOf(command.recipients, command.passphraseEnv);
  if (encryptFor !== null) checkEncryptFor(encryptFor);
  const out = path.resolve(exportNameOf(command.out, encryptFor !== null));
  const target = await resolveTarget(command.target, command);
  needTarget(target);
  const request: ExportRequest = {
    ...{ path: out, format, keys, canonical, select, filesOnly, includeSecrets },
    configuration: command.configuration === null ? null : path.resolve(command.configuration),
    ...(encryptFor === null ? {} : { encryptFor }),
    ...(command.sign ? { signWith: (await ownSigningKey()).privateKey } : {}),
  };
  const report = await withJobStore(command, (store) =>
    recordJob(
      store,
      { kind: 'export', packagePath: request.path, target: labelOf(target.address) },
      async () => {
        await enterTarget(engine, target, 'look', work);
        const storageRoot = await storageRootOf(command, target);
        note(command, renderLimits(limitsOf({ ...request, storageRoot })));
        return engine.exportTarget(request, storageRoot, work);
      },
      (done) => ({
        state: isWell(done.problems) ? 'completed' : 'completed with findings',
        packageSha256: done.sha256,
        records: done.records,
        report: done,
      }),
    ),
  );
  show(command, report, () => renderExport(report));
  return isWell(report.problems) ? EXIT.done : EXIT.needsLook;
}

function renderLimits(limits: readonly FormatLimit[]): string {
  return ['What the export will not hold:', ...limits.map(({ text }) => `  ${text}`)].join('\n');
}

export function renderExport(report: ExportReport): string {
  const figure = (value: number) => value.toLocaleString('en-US');
  const models = Object.entries(report.byModel).map(([model, records]) => [model, figure(records)]);
  const files = report.format === 'package' ? ` and ${figure(report.files)} files` : '';
  return `${[
    `  ${report.path}`,
    `  ${figure(report.records)} records${files} of ${report.target}, ${figure(report.bytes)} bytes`,
    `  SHA-256 ${report.sha256}`,
    ...(report.encryption === 'none'
      ? []
      : [
          `  encrypted with age, ${report.encryption === 'passphrase' ? 'with a passphrase' : 'for its recipients'}`,
        ]),
    ...(report.signature === null
      ? []
      : [`  signed by ${report.signature.fingerprint}: ${report.signature.path}`]),
    '',
    ...renderTable(['model', 'records'], models),
    ...(report.problems.length > 0 ? [''] : []),
    ...report.problems.flatMap(({ severity, message, advice }) => [
      `  ${severity}: ${message}`,
      ...(advice === undefined ? [] : [`    ${advice}`]),
    ]),
  ].join('\n')}\n`;
}
