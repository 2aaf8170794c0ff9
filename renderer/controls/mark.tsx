/** Hearth's mark: an ember flame over a hearth of cool blue. */
export const Mark = ({ size }: { size: number }) => (
  <svg className="mark" width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
    <path
      className="mark-flame"
      d="M16.600 3c.7 4.500 7.900 7.400 7.900 14.400A8.500 8.500 0 0 1 16 26a8.500 8.500 0 0 1-8.500-8.600c0-3.400 1.900-5.600 3.500-7.500.3 2 1 3.200 2.300 3.900C13 9.800 14.200 6 16.600 3Z"
    />
    <path
      className="mark-heart"
      d="M16.100 15.500c.4 2.300 3.300 3.500 3.300 6.500a3.400 3.400 0 0 1-6.800 0c0-2.900 2.700-3.700 3.500-6.500Z"
    />
    <path className="mark-hearth" d="M4 27.500h24a1.250 1.250 0 0 1 0 2.500H4a1.250 1.250 0 0 1 0-2.500Z" />
  </svg>
);
