"""What every authority's procedure and plugin keep, whoever wrote them."""
