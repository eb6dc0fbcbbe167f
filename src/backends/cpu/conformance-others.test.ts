import { testConformance } from "./conformance.testing.ts";

testConformance("others");
