declare module 'sentences:zh-CN' {
  const sentences: Record<string, string>
  export default sentences
}
declare module 'sentences:en' {
  const sentences: Record<string, string>
  export default sentences
}
