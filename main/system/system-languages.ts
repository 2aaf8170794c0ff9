/** The languages of the operating system as BCP 47 tags, the most wanted one first; Node knows only one. */
export const systemLanguages = (): string[] => [Intl.DateTimeFormat().resolvedOptions().locale];
