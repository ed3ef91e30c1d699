/**
 * Text of others made safe to show: in a terminal, and on one line.
 */

/**
 * Text from a file or a path, safe for a terminal: control characters and marks that change the direction of
 * writing are shown as their code, so that no input can move the cursor, recolour or hide what we print.
 */
export const visible = (text: string): string =>
  text.replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
    (character) => `\\u{${character.charCodeAt(0).toString(16)}}`
  )

/** The same on one line. */
export const oneLine = (text: string): string =>
  visible(text.replaceAll(/\s+/g, (blanks) => (blanks.includes("\n") ? " " : blanks)).replaceAll("\t", " "))
