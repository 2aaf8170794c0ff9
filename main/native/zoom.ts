/** The steps in which the page is made larger and smaller, as shares of its usual size. */
const steps = [0.5, 0.67, 0.75, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3];

/** The next step from `factor` on; the last one is kept. */
export const zoomed = (factor: number, to: 'in' | 'out' | 'reset'): number => {
  if (to === 'reset') return 1;
  const slack = 0.01;
  const next =
    to === 'in'
      ? steps.find((step) => step > factor + slack)
      : steps.findLast((step) => step < factor - slack);
  return next ?? (to === 'in' ? steps.at(-1)! : steps[0]!);
};

/** A stored factor, if it is one that Hearth could have stored; 1 otherwise. */
export const knownZoom = (factor: unknown): number =>
  typeof factor === 'number' && factor >= steps[0]! && factor <= steps.at(-1)! ? factor : 1;
