/** Unified diff of a file's text, without the header lines; for `config plan`. */
export async function textDiff(before: string, after: string): Promise<string> {
  const { structuredPatch } = await import('diff');
  const { hunks } = structuredPatch('', '', before, after, undefined, undefined, { context: 2 });

  return hunks
    .flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
      `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`,
      ...lines,
    ])
    .join('\n');
}
