/** A shell asks for names while a person types: nothing else is loaded for them. */
async function run(words: readonly string[]): Promise<number> {
  if (words[0] === 'completion') {
    const { namesAskedFor, namesText } = await import('./complete-names.ts');
    const named = namesAskedFor(words);
    if (named !== null) {
      process.stdout.write(namesText(named));
      return 0;
    }
  }
  const { runCommandLine } = await import('./command-line.ts');
  return runCommandLine(words);
}

run(process.argv.slice(2)).then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exitCode = 1;
  },
);
