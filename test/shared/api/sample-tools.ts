/** What requests of programs have in common. */
export const schema = { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] };
export const chatTools = [
  { type: 'function', function: { name: 'read', description: 'Reads.', parameters: schema } },
];
export const chatCall = { id: 'c1', type: 'function', function: { name: 'read', arguments: '{"path":"a"}' } };
export const wanted = { id: 'c1', name: 'read', arguments: '{"path":"a"}' };
