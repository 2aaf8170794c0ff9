/** Why an action was refused, announced at once by screen readers. */
export const Problem = ({ text }: { text: string | null }) =>
  text === null ? null : (
    <p className="field-problem" role="alert">
      {text}
    </p>
  );
