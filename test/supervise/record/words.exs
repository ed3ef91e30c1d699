# The words of the trace format: reasons, values, lines.

defmodule Json do
  def encode({:object, pairs}),
    do: "{" <> Enum.map_join(pairs, ",", fn {k, v} -> encode(k) <> ":" <> encode(v) end) <> "}"

  def encode(list) when is_list(list), do: "[" <> Enum.map_join(list, ",", &encode/1) <> "]"
  def encode(value) when value in [true, false], do: Atom.to_string(value)
  def encode(nil), do: "null"
  def encode(value) when is_integer(value), do: Integer.to_string(value)
  def encode(value) when is_atom(value), do: encode(Atom.to_string(value))
  def encode(value) when is_binary(value), do: inspect(value)
end

defmodule Reason do
  def parse("shutdown:" <> detail), do: {:shutdown, String.to_atom(detail)}
  def parse(text), do: String.to_atom(text)

  def format({:shutdown, {:failed_to_start_child, _, _} = reason}), do: format(reason)
  def format({:failed_to_start_child, id, reason}), do: "failed_to_start_child:#{id}:#{format(reason)}"
  # The reason of a failed call comes with the call.
  def format({reason, {module, function, args}})
      when is_atom(module) and is_atom(function) and is_list(args),
      do: format(reason)

  def format({:shutdown, detail}), do: "shutdown:#{detail}"
  def format({:bad_return_value, value}), do: "bad_return_value:#{value}"
  def format({kind, _}) when kind in [:start_spec, :bad_combination], do: "bad_spec"
  def format({%{message: message}, stack}) when is_list(stack), do: "exception:#{message}"
  def format({reason, stack}) when is_list(stack), do: format(reason)
  def format(reason) when is_atom(reason), do: Atom.to_string(reason)
end
