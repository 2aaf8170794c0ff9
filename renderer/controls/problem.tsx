/** Why something that was asked for did not go through, said at once to who cannot see it. */
export const Problem = ({ text }: { text: string | null }) =>
  text === null ? null : (
    <p className="field-problem" role="alert">
      {text}
    </p>
  );
