declare module 'feedback-sentences:*' {
  const sentences: Record<string, string>
  export default sentences
}
