// An answer of the API, as tests read it.
export interface ApiAnswer {
  status: number;
  headers: Headers;
  // The tests look into answers of every shape; a wrong one fails the test.
  // oxlint-disable-next-line typescript/no-explicit-any
  body: any;
}
