"""The views of the policy and of the collection of figures."""
