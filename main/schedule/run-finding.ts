import { z } from 'zod';

export const findingSchema = z
  .object({
    /** Stable upper-case code. */
    code: z.string(),
    message: z.string(),
    advice: z.string(),
  })
  .readonly();
/** What needs a look in a run that succeeded: what it is for came about, but not as the schedule says. */
export type RunFinding = z.infer<typeof findingSchema>;

const resultSchema = z.object({ findings: z.array(findingSchema).readonly() });

/** What a run found, as its result keeps it; none where another version of the console wrote that. */
export function findingsOf(result: unknown): readonly RunFinding[] {
  const read = resultSchema.safeParse(result);
  return read.success ? read.data.findings : [];
}

/** Whether one of the findings was not there the time before. */
export function isNews(findings: readonly RunFinding[], before: readonly RunFinding[]): boolean {
  return findings.some(({ code }) => before.every((one) => one.code !== code));
}
