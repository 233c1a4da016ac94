"""The register of organisations: one for the whole product, with the names and ids of HSDS 3.1."""
